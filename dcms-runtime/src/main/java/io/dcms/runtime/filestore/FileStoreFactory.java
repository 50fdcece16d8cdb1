package io.dcms.runtime.filestore;

import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginContext;
import io.dcms.spi.Settings;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Makes the store {@code file}. */
public final class FileStoreFactory implements JobStoreFactory {

    private static final long MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "file";
    }

    /**
     * Reads {@code db}, the path of the jobs file; {@code results_bytes}, at which size the results file is rotated, 16 MiB by
     * default; and {@code results_files}, how many rotated ones are kept beside it, 5 by default.
     */
    @Override
    public JobStore create(PluginContext context) throws ConfigException {
        Settings settings = context.settings();
        Path jobs = path(settings);
        long bytes = settings.number("results_bytes", 16 * MEBIBYTE, MEBIBYTE / 16, 1024 * MEBIBYTE);
        int files = (int) settings.number("results_files", 5, 1, 100);
        Path results = jobs.resolveSibling(jobs.getFileName() + ".results.jsonl");
        return new FileStore(new JobsFile(jobs, context.clock()), new ResultsFile(results, bytes, files, OwnUser::uid));
    }

    private static Path path(Settings settings) throws ConfigException {
        String accepted = "the path of a JSON file of jobs";
        String text = settings.required("db", accepted);
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            if (path.getFileName() != null) {
                return path;
            }
        } catch (InvalidPathException e) {
            // said below, together with the root folder
        }
        throw new ConfigException(settings.describe("db"), text, accepted);
    }
}
