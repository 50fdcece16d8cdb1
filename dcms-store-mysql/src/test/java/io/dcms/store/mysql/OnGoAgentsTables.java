package io.dcms.store.mysql;

import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests share that begin with the Go agent's tables, empty, and a store on them. */
abstract class OnGoAgentsTables {

    StoreDatabase database;
    MysqlStore store;

    @BeforeEach
    void makeDatabase() throws Exception {
        database = new StoreDatabase(SharedServers.standard(), SqlScript.goAgent());
        store = database.open();
    }

    @AfterEach
    void dropDatabase() {
        store.close();
        database.close();
    }
}
