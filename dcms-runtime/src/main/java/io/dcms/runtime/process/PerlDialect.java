package io.dcms.runtime.process;

import io.dcms.runtime.kill.ProcessTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A launcher that is a Perl script: lines of words, with a tab between two. */
final class PerlDialect implements Dialect {

    /** The name of the script. */
    static final String SCRIPT = "dcms-launch";

    private static final System.Logger LOG = System.getLogger(PerlDialect.class.getName());
    private static final long PROBE_SECONDS = 10;
    private static final int MOST_SAID = 1024;
    /** A perl that does not know the language of the runs complains of it into the pipe to the agent, but for this. */
    private static final Map<String, String> QUIET = Map.of("PERL_BADLANG", "0");

    private final String perl;

    PerlDialect(String perl) {
        this.perl = perl;
    }

    /** Whether the script works with this perl: there are some without the modules that it needs. Asks it, for up to 10 s. */
    boolean works(Path folder) {
        String said;
        try {
            said = said(folder);
        } catch (IOException e) {
            said = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            said = "";
        }
        if (!said.equals("ok")) {
            LOG.log(System.Logger.Level.INFO, "tasks are started by sh, which takes more time than perl: {0} can''t do it: \"{1}\"", perl,
                    said);
        }
        return said.equals("ok");
    }

    private String said(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program());
        command.add("probe");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(QUIET);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "it does not end";
        }
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MOST_SAID), StandardCharsets.UTF_8).strip();
        }
    }

    @Override
    public List<String> program() {
        return List.of(perl, SCRIPT);
    }

    @Override
    public Map<String, String> ownEnvironment() {
        return QUIET;
    }

    @Override
    public void check(Order order) {
        // Whatever an order says can be told.
    }

    @Override
    public String run(Order order, String mark, String first, String cgroup) {
        SortedMap<String, String> variables = new TreeMap<>(order.variables());
        variables.put(ProcessTree.MARK, mark);
        StringBuilder line = new StringBuilder("run");
        for (String word : List.of(order.taskId(), first, cgroup, order.folder(), Integer.toString(variables.size()))) {
            append(line.append('\t'), word);
        }
        variables.forEach((name, value) -> append(append(line.append('\t'), name).append('='), value));
        order.command().forEach(word -> append(line.append('\t'), word));
        return line.toString();
    }

    private static StringBuilder append(StringBuilder line, String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '\t' -> line.append("%09");
                case '\n' -> line.append("%0A");
                case '%' -> line.append("%25");
                default -> line.append(c);
            }
        }
        return line;
    }

    @Override
    public String watch(String taskId) {
        return "watch\t" + taskId;
    }

    @Override
    public String together(List<String> runs) {
        return String.join("\n", runs);
    }

    @Override
    public boolean answersEachCommand() {
        return false;
    }

    @Override
    public boolean isOnItsWay(List<String> commandLine, String executor) {
        return commandLine.size() > 1 && commandLine.subList(0, 2).equals(program());
    }
}
