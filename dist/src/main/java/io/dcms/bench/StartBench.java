package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How soon an agent answers after its start, and how soon it has its jobs; beside a JVM with an HTTP server that does nothing else.
 */
final class StartBench implements BenchCommand {

    private static final Path PROGRAM = Path.of("/bin/true");
    private static final String NOT_NOW = "0 3 29 2 *";
    private static final String FILE = "file";
    private static final String DATABASE = "database";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String summary() {
        return "from the start to the first answer of /health, and to all jobs being in force; from a file and a database";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("jobs", "N,...", "10,10000", "how many jobs there are"),
                new BenchOption("stores", "NAME,...", "file,database", "where they are"),
                new BenchOption("db", "URL", "", "jdbc:mysql://... of an empty database, emptied afterwards; without it a MariaDB is started"),
                new BenchOption("java", "HOME,...", "", "the Javas to start with; that of the start script"),
                new BenchOption("rounds", "N", "5", "how often; figures are medians, and the best in brackets"),
                new BenchOption("user", "NAME", "", "whom jobs would run as; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        RunUser user = RunUser.find(given.text("user"));
        int rounds = given.number("rounds", 1, 1000);
        int[] counts = given.numbers("jobs", 0, 1_000_000);
        List<String> javas = given.has("java") ? given.words("java") : List.of("");
        for (String store : given.words("stores")) {
            if (!List.of(FILE, DATABASE).contains(store)) {
                throw new BenchFailure("--stores: there is no \"" + store + "\": give one or both of " + FILE + "," + DATABASE);
            }
        }
        System.out.printf("%n%-28s %-40s %19s %19s %10s %10s%n", "store", "java", "answer", "ready", "CPU", "RSS");
        try (Workspace workspace = Workspace.create()) {
            for (String java : javas) {
                measure("none: a bare HttpServer", java, rounds, () -> BenchAgent.bare(workspace, JavaChoice.of(java)));
            }
            if (given.words("stores").contains(FILE)) {
                for (int count : counts) {
                    onFile(workspace, jobs(count, user), javas, rounds);
                }
            }
            if (given.words("stores").contains(DATABASE)) {
                onDatabase(workspace, given, user, javas, rounds);
            }
        }
    }

    private static List<BenchJob> jobs(int count, RunUser user) {
        return IntStream.rangeClosed(1, count).mapToObj(id -> new BenchJob(id, "job " + id, PROGRAM, "", user.name(), NOT_NOW)).toList();
    }

    private static void onFile(Workspace workspace, List<BenchJob> jobs, List<String> javas, int rounds) throws Exception {
        Path file = Files.writeString(workspace.path("jobs.json"), BenchJob.json(jobs));
        Path work = Files.createDirectories(workspace.path("start-file-" + jobs.size()));
        List<String> flags = List.of("-dbtype=file", "-db=" + file, "-work_dir=" + work);
        for (String java : javas) {
            measure(jobs.size() + " jobs, file", java, rounds, () -> BenchAgent.begin(workspace, "start", flags, JavaChoice.of(java)));
        }
    }

    private static void onDatabase(Workspace workspace, BenchValues given, RunUser user, List<String> javas, int rounds) throws Exception {
        try (BenchDatabase database = BenchDatabase.open(workspace, given.text("db"))) {
            for (int count : given.numbers("jobs", 0, 1_000_000)) {
                database.setJobs(jobs(count, user));
                for (String java : javas) {
                    measure(count + " jobs, database", java, rounds,
                            () -> BenchAgent.beginOnDatabase(workspace, "start-database-" + count, database, JavaChoice.of(java)));
                }
            }
        }
    }

    private interface Start {
        BenchAgent begin() throws Exception;
    }

    /** The first start finds no folder, and counts for nothing: the later ones find what an agent before them has left. */
    private static void measure(String store, String java, int rounds, Start start) throws Exception {
        List<Double> answers = new ArrayList<>();
        List<Double> ready = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double begin = Machine.now();
            try (BenchAgent agent = start.begin()) {
                agent.awaitAnswer();
                double answered = Machine.now() - begin;
                agent.awaitJobs();
                if (round > 0) {
                    answers.add(answered);
                    ready.add(Machine.now() - begin);
                    cpu.add(agent.figures().cpuSeconds());
                    memory.add(agent.figures().rssKib() / 1024.0);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%-28s %-40s %19s %19s %10s %6.1f MiB%n", store, java.isEmpty() ? "that of the script" : java, text(answers),
                text(ready), Machine.time(Figures.of(cpu).median()), Figures.of(memory).median());
    }

    private static String text(List<Double> seconds) {
        Figures figures = Figures.of(seconds);
        return Machine.time(figures.median()) + " (" + Machine.time(figures.best()) + ")";
    }
}
