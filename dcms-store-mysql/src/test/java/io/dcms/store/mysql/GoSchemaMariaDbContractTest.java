package io.dcms.store.mysql;

import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SharedServers;

/** The contract with the tables of the Go agent on MariaDB. */
class GoSchemaMariaDbContractTest extends GoSchemaContract {

    @Override
    DatabaseAccess server() throws Exception {
        return SharedServers.standard();
    }
}
