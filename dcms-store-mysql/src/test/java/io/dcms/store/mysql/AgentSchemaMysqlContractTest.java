package io.dcms.store.mysql;

import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;

/** The contract with the shipped {@code agent.sql} on MySQL 5.6. */
class AgentSchemaMysqlContractTest extends MysqlStoreContract {

    @Override
    DatabaseAccess server() throws Exception {
        return SharedServers.mysql56();
    }

    @Override
    SqlScript tables() throws Exception {
        return SqlScript.shipped("agent.sql");
    }
}
