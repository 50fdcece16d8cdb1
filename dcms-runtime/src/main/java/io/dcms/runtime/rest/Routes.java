package io.dcms.runtime.rest;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which resource answers which method and path. */
final class Routes {

    private static final String HOSTS = "hosts";

    private final List<Route> routes = new ArrayList<>();
    private Elsewhere elsewhere = (host, path) -> {
        throw HttpProblem.notFound("there are no other hosts");
    };

    /** Answers calls. */
    interface Handler {
        void handle(Call call) throws IOException, HttpProblem;
    }

    /** What is behind {@code /hosts/{host}}: the same routes, of that host. */
    interface Elsewhere {
        /**
         * @param path segments, decoded, for which there is a route
         * @return how it is answered; empty = here, as that host is this one
         */
        Optional<Handler> to(String host, List<String> path) throws HttpProblem;
    }

    /**
     * A route that fits.
     *
     * @param needs     what its caller must be allowed to
     * @param takesBody whether its handler looks at the body of a call
     * @param variables what stands where its pattern has a variable
     */
    record Match(Handler handler, Needs needs, boolean takesBody, List<String> variables) {
    }

    /** What a caller must be allowed to. */
    enum Needs {
        /** Nothing: who shows a token here is about to be let in. */
        NOTHING,
        /** To look. */
        READ,
        /** To change something. */
        CONTROL
    }

    private record Route(String method, List<String> pattern, Handler handler, Needs needs, boolean takesBody) {

        /** @return null if the path does not fit */
        List<String> variables(List<String> path) {
            if (path.size() != pattern.size()) {
                return null;
            }
            List<String> variables = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (pattern.get(i).startsWith("{")) {
                    variables.add(path.get(i));
                } else if (!pattern.get(i).equals(path.get(i))) {
                    return null;
                }
            }
            return variables;
        }
    }

    /** For a {@code GET} the right to look is needed, else the right to change. @param pattern such as {@code /jobs/{id}/next} */
    Routes add(String method, String pattern, Handler handler) {
        return add(method, pattern, handler, usual(method), false);
    }

    /** The same for a handler that looks at the body. */
    Routes addWithBody(String method, String pattern, Handler handler) {
        return add(method, pattern, handler, usual(method), true);
    }

    Routes add(String method, String pattern, Handler handler, Needs needs, boolean takesBody) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), handler, needs, takesBody));
        return this;
    }

    Routes behindHosts(Elsewhere other) {
        elsewhere = other;
        return this;
    }

    private static Needs usual(String method) {
        return method.equals("GET") ? Needs.READ : Needs.CONTROL;
    }

    /**
     * The route for a call. {@code HEAD} is a {@code GET} without the body; one slash at the end of a path means nothing.
     *
     * @param rawPath as it was sent
     * @throws HttpProblem 404 if no route has this path, 405 if none has it with this method
     */
    Match find(String method, String rawPath) throws HttpProblem {
        List<String> path = split(rawPath);
        return path.size() > 2 && path.get(0).equals(HOSTS) ? ofHost(path.get(1), method, rawPath, path.subList(2, path.size()))
                : find(method, rawPath, path);
    }

    /** It needs what it needs there: who may only look here looks there. */
    private Match ofHost(String host, String method, String rawPath, List<String> path) throws HttpProblem {
        Match same = find(method, rawPath, path);
        Optional<Handler> handler = elsewhere.to(host, path);
        return handler.isEmpty() ? same : new Match(handler.get(), same.needs(), same.takesBody(), same.variables());
    }

    private Match find(String method, String rawPath, List<String> path) throws HttpProblem {
        String wanted = method.equals("HEAD") ? "GET" : method;
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            List<String> variables = route.variables(path);
            if (variables != null && route.method.equals(wanted)) {
                return new Match(route.handler, route.needs, route.takesBody, variables);
            }
            if (variables != null) {
                allowed.add(route.method);
            }
        }
        throw allowed.isEmpty() ? HttpProblem.notFound("there is nothing at " + rawPath)
                : HttpProblem.notAllowed(method, String.join(", ", allowed));
    }

    private static List<String> split(String rawPath) throws HttpProblem {
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        List<String> segments = new ArrayList<>();
        try {
            for (String segment : (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1)) {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("the path can't be decoded: " + e.getMessage());
        }
        return segments;
    }
}
