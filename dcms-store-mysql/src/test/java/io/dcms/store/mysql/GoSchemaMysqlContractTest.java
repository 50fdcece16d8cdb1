package io.dcms.store.mysql;

import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SharedServers;

/** The contract with the tables of the Go agent on MySQL 5.6. */
class GoSchemaMysqlContractTest extends GoSchemaContract {

    @Override
    DatabaseAccess server() throws Exception {
        return SharedServers.mysql56();
    }
}
