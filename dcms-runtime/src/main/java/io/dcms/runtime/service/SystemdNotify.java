package io.dcms.runtime.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Systemd's program that sends to its socket.
 *
 * @param program its path
 * @param socket  as {@code NOTIFY_SOCKET} names it
 * @param limit   how long a call may take: systemd-notify waits itself, for five seconds, until systemd has read what it sent
 */
record SystemdNotify(Path program, String socket, Duration limit) implements ServiceManager.Channel {

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/systemd-notify"), Path.of("/bin/systemd-notify"));
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_WORDS = 500;

    /** Empty if this machine has no such program. */
    static Optional<ServiceManager.Channel> find(String socket) {
        return PLACES.stream().filter(Files::isExecutable).findFirst().map(program -> new SystemdNotify(program, socket, LIMIT));
    }

    @Override
    public void send(List<String> assignments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(assignments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Nothing else of the agent's environment: there may be passwords in it.
        builder.environment().clear();
        builder.environment().put("NOTIFY_SOCKET", socket);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " has not ended within " + limit.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                String said = new String(process.getInputStream().readNBytes(MOST_WORDS), StandardCharsets.UTF_8).strip();
                throw new IOException(program + " ended with exit status " + process.exitValue() + (said.isEmpty() ? "" : ": " + said));
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
