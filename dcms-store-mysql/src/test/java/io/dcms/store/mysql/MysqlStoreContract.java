package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreContract;
import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SqlScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of stores, kept with some server and some schema. */
abstract class MysqlStoreContract extends JobStoreContract {

    private StoreDatabase database;

    abstract DatabaseAccess server() throws Exception;

    abstract SqlScript tables() throws Exception;

    @BeforeEach
    void makeDatabase() throws Exception {
        database = new StoreDatabase(server(), tables());
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    final StoreDatabase database() {
        return database;
    }

    @Override
    protected JobStore open() throws Exception {
        return database.open();
    }

    @Override
    protected void put(Job job, String... hosts) throws Exception {
        database.put(job, hosts);
    }

    @Override
    protected void remove(long id) {
        database.remove(id);
    }

    @Override
    protected void disconnect() {
        database.shutOut();
    }

    @Override
    protected void reconnect() {
        database.letIn();
    }

    @Override
    protected void silence(String host, long seconds) {
        database.database().execute("update dcms_agent set seen_at = seen_at - " + seconds + " where host = '" + host + "'");
    }

    @Override
    protected boolean putUnreadable(long id, String name, String... hosts) throws Exception {
        put(Job.builder(id, name).build(), hosts);
        database.database().execute("update dcms_cronjob set timeout_trigger = 7 where id = " + id);
        return true;
    }
}
