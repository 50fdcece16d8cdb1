package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.testing.mysql.SqlScript;

/** The contract with the tables of the Go agent: three-byte characters, no key that makes a run unique, no options. */
abstract class GoSchemaContract extends MysqlStoreContract {

    @Override
    SqlScript tables() throws Exception {
        return SqlScript.goAgent();
    }

    /** What the tables have no place for the operator upgrades them for, while the store is open. */
    @Override
    protected void put(Job job, String... hosts) throws Exception {
        if (!job.options().isEmpty() && !database().hasOptions()) {
            database().database().execute("alter table dcms_cronjob add column options text null",
                    "alter table dcms_cronjob modify column signature varchar(80) not null default ''");
        }
        super.put(kept(job), hosts);
    }

    @Override
    protected String kept(String text) {
        return text.replaceAll("[^\\x{0}-\\x{FFFF}]", "\uFFFD");
    }

    private Job kept(Job job) {
        return new Job(job.id(), kept(job.name()), job.createUser(), job.executor(), kept(job.executorFlags()), job.signature(),
                job.runner(), job.timeout(), job.timeoutTrigger(), job.disabled(), job.schedule(), job.hook(), job.msgFilter(),
                job.createAt(), job.options(), job.defect());
    }
}
