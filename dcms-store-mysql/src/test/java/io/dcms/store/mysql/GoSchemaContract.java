package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.testing.mysql.SqlScript;

/** The contract with the tables of the Go agent: three-byte characters, no key that makes a run unique, no options. */
abstract class GoSchemaContract extends MysqlStoreContract {

    @Override
    SqlScript tables() throws Exception {
        return SqlScript.goAgent();
    }

    @Override
    protected void put(Job job, String... hosts) throws Exception {
        if (job.signature().length() > 32) {
            database().database().execute("alter table dcms_cronjob modify column signature varchar(80) not null default ''");
        }
        super.put(job.toBuilder().name(kept(job.name())).executorFlags(kept(job.executorFlags())).build(), hosts);
    }

    @Override
    protected boolean keepsOptions() {
        return false;
    }

    @Override
    protected String kept(String text) {
        return text.replaceAll("[^\\x{0}-\\x{FFFF}]", "\uFFFD");
    }
}
