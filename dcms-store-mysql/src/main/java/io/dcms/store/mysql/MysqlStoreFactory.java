package io.dcms.store.mysql;

import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginContext;
import io.dcms.spi.Settings;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreFactory;

/** Makes the store {@code mysql}. */
public final class MysqlStoreFactory implements JobStoreFactory {

    @Override
    public String name() {
        return "mysql";
    }

    /**
     * Reads {@code db}, a DSN of the Go driver or a {@code jdbc:mysql:} URL; {@code connect_timeout}, seconds until there is a
     * TCP connection, 5 by default; and {@code query_timeout}, seconds that the server may take to answer, 30 by default.
     */
    @Override
    public JobStore create(PluginContext context) throws ConfigException {
        Settings settings = context.settings();
        String dsn = settings.required("db", Dsn.ACCEPTED);
        TimeLimits limits = TimeLimits.from(settings);
        Connector connector = new Connector(Dsn.parse(dsn, settings.describe("db")), limits);
        return new MysqlStore(new Connections(connector, limits.query(), System::nanoTime));
    }
}
