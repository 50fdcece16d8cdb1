package io.dcms.hook.http;

import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginContext;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.hook.TaskHookFactory;

/** The hook {@code https}; {@code connect_timeout} and {@code request_timeout} are its settings. */
public final class HttpsHookFactory implements TaskHookFactory {

    @Override
    public String name() {
        return "https";
    }

    @Override
    public TaskHook create(PluginContext context) throws ConfigException {
        return HttpHook.create(name(), context.settings());
    }
}
