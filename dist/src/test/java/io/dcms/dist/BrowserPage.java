package io.dcms.dist;

import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A page in a browser, used as a person does who hears it read aloud: things are found by their role and their name, clicked with the
 * mouse and typed into. Used by one thread.
 */
final class BrowserPage {
    private static final String EVERYWHERE = "body";

    private final DevTools tools;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    BrowserPage(DevTools tools, String session) throws InterruptedException {
        this.tools = tools;
        this.session = session;
        tools.listen(session, this::heard);
        for (String domain : List.of("Page", "Runtime", "Log", "Network", "DOM", "Accessibility")) {
            call(domain + ".enable", none -> { });
        }
        size(1280, 900);
    }

    /** Goes to an address; only its part behind the # may differ from the one before. */
    void go(String url) throws InterruptedException {
        call("Page.navigate", json -> json.field("url", url));
    }

    /** Waits until the dashboard shows this page, with its data. */
    void awaitPage(String name) throws Exception {
        awaitTrue("the page " + name + " is shown", "document.querySelector('main[data-page=\"" + name + "\"][data-ready=\"true\"]') !== null");
    }

    /** Waits until an expression of JavaScript is true. */
    void awaitTrue(String what, String expression) throws Exception {
        Await.until(what, () -> evaluate("(" + expression + ") === true").equals("true"), this::evidence);
    }

    /** Waits until the visible text of what a selector finds holds a text. */
    void awaitText(String selector, String text) throws Exception {
        Await.until(selector + " says \"" + text + "\"", () -> text(selector).contains(text), this::evidence);
    }

    /** The visible text of the first that a selector finds; empty if there is none. */
    String text(String selector) throws InterruptedException {
        return evaluate("(document.querySelector(" + quoted(selector) + ") || {innerText: ''}).innerText");
    }

    /** What an expression of JavaScript comes to, as a text. */
    String evaluate(String expression) throws InterruptedException {
        JsonObject answer = call("Runtime.evaluate", json -> json.field("expression", "String(" + expression + ")").field("returnByValue", true));
        if (answer.members().containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + new JsonWriter().value(answer));
        }
        return DevTools.text(answer, "result", "value");
    }

    void click(String role, String name) throws Exception {
        click(EVERYWHERE, role, name);
    }

    /** Clicks, as soon as it is there, what has this role and name within the first that a selector finds. */
    void click(String selector, String role, String name) throws Exception {
        long node = awaitNode(selector, role, name);
        call("DOM.scrollIntoViewIfNeeded", json -> json.field("backendNodeId", node));
        JsonArray quads = (JsonArray) call("DOM.getContentQuads", json -> json.field("backendNodeId", node)).members().get("quads");
        List<JsonValue> corners = ((JsonArray) quads.elements().get(0)).elements();
        // Corners 0 and 2 are opposite ones.
        double x = (number(corners.get(0)) + number(corners.get(4))) / 2;
        double y = (number(corners.get(1)) + number(corners.get(5))) / 2;
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call("Input.dispatchMouseEvent", json -> json.field("type", type).name("x").raw(Double.toString(x)).name("y")
                    .raw(Double.toString(y)).field("button", "left").field("clickCount", 1));
        }
    }

    /** Replaces what stands in a field. */
    void fill(String role, String name, String text) throws Exception {
        long node = awaitNode(EVERYWHERE, role, name);
        call("DOM.focus", json -> json.field("backendNodeId", node));
        evaluate("document.activeElement.select()");
        call("Input.insertText", json -> json.field("text", text));
    }

    /** Presses a key, such as {@code Enter}, {@code Tab} or {@code Escape}. */
    void press(String key, int code) throws InterruptedException {
        for (String type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", json -> {
                json.field("type", type).field("key", key).field("code", key).field("windowsVirtualKeyCode", code);
                if (key.equals("Enter")) {
                    json.field("text", "\r");
                }
            });
        }
    }

    /** Whether something with this role and name is there. */
    boolean has(String role, String name) throws InterruptedException {
        return node(EVERYWHERE, role, name).isPresent();
    }

    void size(int width, int height) throws InterruptedException {
        call("Emulation.setDeviceMetricsOverride", json -> json.field("width", width).field("height", height).field("deviceScaleFactor", 1)
                .field("mobile", false));
    }

    /** Lets nothing be fetched from now on of the addresses that begin so; {@code *} stands for anything. */
    void block(String url) throws InterruptedException {
        call("Network.setBlockedURLs", json -> json.name("urls").array().value(url).end());
    }

    /** What a person prefers: {@code prefers-color-scheme} and such. */
    void prefers(String feature, String value) throws InterruptedException {
        call("Emulation.setEmulatedMedia", json -> json.name("features").array().object().field("name", feature).field("value", value).end()
                .end());
    }

    /** Writes a PNG of what is in view. */
    void screenshot(Path file) throws InterruptedException, IOException {
        JsonObject answer = call("Page.captureScreenshot", json -> json.field("format", "png"));
        Files.write(file, Base64.getDecoder().decode(DevTools.text(answer, "data")));
    }

    /** What the browser complained of until now: uncaught errors, what the page's policy forbade, what could not be loaded. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The addresses that were asked for until now. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void heard(JsonObject event) {
        JsonObject parameters = (JsonObject) event.members().get("params");
        switch (DevTools.text(event, "method")) {
            case "Runtime.exceptionThrown" -> complaints.add(new JsonWriter().value(parameters).toString());
            case "Log.entryAdded" -> complaints.add(DevTools.text(parameters, "entry", "level") + " " + DevTools.text(parameters, "entry", "text")
                    + " " + DevTools.text(parameters, "entry", "url"));
            case "Network.requestWillBeSent" -> requests.add(DevTools.text(parameters, "request", "url"));
            default -> { }
        }
    }

    private long awaitNode(String selector, String role, String name) throws Exception {
        AtomicReference<Long> found = new AtomicReference<>();
        Await.until("there is a " + role + " \"" + name + "\" in " + selector, () -> {
            found.set(node(selector, role, name).orElse(null));
            return found.get() != null;
        }, this::evidence);
        return found.get();
    }

    private Optional<Long> node(String selector, String role, String name) throws InterruptedException {
        String scope = DevTools.text(call("Runtime.evaluate", json -> json.field("expression", "document.querySelector(" + quoted(selector) + ")")),
                "result", "objectId");
        if (scope.isEmpty()) {
            return Optional.empty();
        }
        JsonObject found = call("Accessibility.queryAXTree", json -> json.field("objectId", scope).field("role", role).field("accessibleName", name));
        return ((JsonArray) found.members().get("nodes")).elements().stream().map(JsonObject.class::cast)
                .filter(node -> !(node.members().get("ignored") instanceof JsonBoolean ignored && ignored.value()))
                .map(node -> ((JsonNumber) node.members().get("backendDOMNodeId")).longValue()).findFirst();
    }

    private JsonObject call(String method, DevTools.Parameters parameters) throws InterruptedException {
        return tools.call(session, method, parameters);
    }

    private String evidence() {
        try {
            return "; the page says:\n" + text(EVERYWHERE) + "\nand the browser " + complaints;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static double number(JsonValue value) {
        return Double.parseDouble(((JsonNumber) value).text());
    }

    private static String quoted(String text) {
        return new JsonWriter().value(text).toString();
    }
}
