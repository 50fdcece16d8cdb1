package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;

/** {@code /plugins}: which stores, hooks and filters this agent has, from which jars, and what is wrong with some. */
final class PluginsResource {

    private final Control control;

    PluginsResource(Control control) {
        this.control = control;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/plugins", this::list);
    }

    private void list(Call call) throws IOException {
        JsonWriter json = new JsonWriter().array();
        for (Control.Plugin plugin : control.foundPlugins()) {
            json.object()
                    .field("kind", plugin.kind())
                    .field("name", plugin.name())
                    .field("jar", plugin.jar())
                    .field("version", plugin.version())
                    .field("problem", plugin.problem())
                    .field("in_use", plugin.inUse())
                    .end();
        }
        call.answer(json.end().toString());
    }
}
