package io.dcms.runtime;

import io.dcms.runtime.config.AgentSettings;
import io.dcms.runtime.config.Usage;
import io.dcms.runtime.log.Log;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code bin/dcms-agent}. Exit status: 0 after an orderly stop or when it has left, 1 if it can't work here, 2 for bad flags or settings, 3 if
 * another agent has the work dir.
 */
public final class Main {

    /** So long is waited for an agent that says that it is leaving. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(10);

    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        Optional<AgentSettings> settings;
        try {
            settings = AgentSettings.read(arguments, System.getenv());
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.err.print(Usage.text());
            return 2;
        }
        if (settings.isEmpty()) {
            System.out.print(Usage.text());
            return 0;
        }
        Log.level(settings.get().verbose());
        Log.format(settings.get().logFormat());
        Log.inBackground();
        int status = runAgent(settings.get());
        Log.flush();
        return status;
    }

    private static int runAgent(AgentSettings settings) {
        StopSignals signals = new StopSignals();
        signals.listen();
        try {
            WorkDirLock lock = WorkDirLock.take(settings.workDir(), LAST_MOMENTS);
            Agent.assemble(settings, signals).run(lock::leaving);
            lock.close();
            return 0;
        } catch (WorkDirLock.Held e) {
            return failed(e, 3);
        } catch (ConfigException e) {
            return failed(e, 2);
        } catch (IOException | InterruptedException e) {
            return failed(e, 1);
        }
    }

    private static int failed(Exception e, int status) {
        Log.flush();
        System.err.println(e.getMessage());
        return status;
    }
}
