package io.dcms.bench;

import java.util.List;

/** What the agent asks of a database, and how soon it has told it everything. */
final class StoreBench implements BenchCommand {

    @Override
    public String name() {
        return "store";
    }

    @Override
    public String summary() {
        return "what a database is told of runs that end at once, what it costs to keep jobs in step, and an outage's reports";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("db", "URL", "", "jdbc:mysql://... of an empty database, emptied afterwards; without it a MariaDB is started"),
                new BenchOption("ends", "N", "1000", "how many runs end at once; 0 for none"),
                new BenchOption("jobs", "N", "10000", "how many jobs are kept in step; 0 for none"),
                new BenchOption("entries", "N", "100000", "how many reports wait when an outage is over; 0 for none"),
                new BenchOption("rounds", "N", "3", "how often each look at the jobs is taken; figures are for one"),
                new BenchOption("user", "NAME", "", "whom the runs run as; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        RunUser user = RunUser.find(given.text("user"));
        int ends = given.number("ends", 0, 10_000);
        int jobs = given.number("jobs", 0, 100_000);
        int entries = given.number("entries", 0, 10_000_000);
        int rounds = given.number("rounds", 1, 1_000);
        try (Workspace workspace = Workspace.create(); BenchDatabase database = BenchDatabase.open(workspace, given.text("db"))) {
            if (ends > 0) {
                new StoreEnds(workspace, database, user.name(), ends).measure();
            }
            if (jobs > 0) {
                new StoreSync(workspace, database, user.name(), jobs, rounds).measure();
            }
            if (entries > 0) {
                new StoreOutbox(workspace, database, entries).measure();
            }
        }
    }
}
