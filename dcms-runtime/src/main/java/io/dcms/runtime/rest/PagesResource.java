package io.dcms.runtime.rest;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /} and {@code /ui/{file}}: the dashboard's own files. Anybody may have them: they are the same everywhere and know
 * nothing, and the page that asks for the token is one of them.
 *
 * <p>The page names its files {@code /ui/{edition}/{file}}, where each start of the agent is an edition of its own: so a browser may
 * keep them, and asks for one file instead of a dozen when the page is opened again. A page that is still open from an earlier
 * edition gets the files of this one.
 */
final class PagesResource {

    private static final String FOLDER = "/ui/";

    private final String edition = UUID.randomUUID().toString();
    /** Only names that are there are kept. */
    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    void addTo(Routes routes) {
        routes.add("GET", "/", call -> answer(call, "index.html", false), Routes.Needs.NOTHING, false)
                .add("GET", FOLDER + "{file}", call -> answer(call, call.variable(0), false), Routes.Needs.NOTHING, false)
                .add("GET", FOLDER + "{edition}/{file}", call -> answer(call, call.variable(1), call.variable(0).equals(edition)),
                        Routes.Needs.NOTHING, false);
    }

    private void answer(Call call, String name, boolean keep) throws IOException, HttpProblem {
        call.answer(keep, find(name).orElseThrow(() -> HttpProblem.notFound("the dashboard has no file \"" + name + "\"")));
    }

    private Optional<PageFile> find(String name) throws IOException {
        PageFile known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PageFile> read = PageFile.read(name, text -> text.replace("\"" + FOLDER, "\"" + FOLDER + edition + "/"));
        read.ifPresent(file -> files.put(name, file));
        return read;
    }
}
