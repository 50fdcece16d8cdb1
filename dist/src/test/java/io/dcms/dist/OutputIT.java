package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dashboard's {@code output.js} makes of the bytes that a run prints, in a real browser. */
@NeedsRoot
final class OutputIT {
    /** Feeds a text, or bytes, in chunks of a size, and answers the pieces that come of it. */
    private static final String RUN = """
            (content, filter, step, most = 5000) => {
              const output = module.createOutput(filter, most);
              const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
              const pieces = [];
              for (let at = 0; at < bytes.length; at += step) {
                output.feed(bytes.subarray(at, at + step));
                pieces.push(...output.take().pieces);
              }
              output.end();
              const last = output.take();
              return {pieces: [...pieces, ...last.pieces], open: last.open, output};
            }""";

    @TempDir
    private static Path temp;
    private static RunningAgent agent;
    private static Chromium chromium;
    private static BrowserPage page;

    @BeforeAll
    static void start() throws Exception {
        AgentSite site = AgentSite.in(temp);
        agent = site.start();
        chromium = Chromium.start(Files.createDirectory(site.path("chromium")));
        page = chromium.open(agent.rest().url("/"));
        page.awaitPage("now");
        page.evaluate("import('/ui/output.js').then(loaded => { window.module = loaded; window.run = " + RUN + "; })");
        page.awaitTrue("it is loaded", "window.run !== undefined");
    }

    @AfterAll
    static void stop() {
        chromium.close();
        agent.close();
    }

    /** Chunks may end within a character, a line break, an escape sequence or a keyword. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void howItIsCutOnItsWayDoesNotMatter(int step) throws Exception {
        page.evaluate("window.r = run('eins 编号 ERROR\\r\\nzwei\\rdrei \\x1b[31mred\\x1b[0m\\nfa\\0tal 😀 fatal', "
                + "'error | fatal||', " + step + ")");
        assertEquals("[\"eins 编号 ERROR\",\"zwei\",\"drei red\"]", json("r.pieces.map(piece => piece.text)"));
        assertEquals("fa␀tal 😀 fatal", page.evaluate("r.open.text"));
        assertEquals("[[8,13]]", json("r.pieces[0].hits"));
        assertEquals("[[10,15]]", json("r.open.hits"), "the one with a NUL in it is no hit");
        assertEquals("1", page.evaluate("r.output.hits"), "that of the line which goes on is not counted yet");
    }

    /** A keyword lies where a piece would end, and then characters of two units do. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 4096, 200_000})
    void aLineOfAnyLengthIsCutAndNothingIsLost(int step) throws Exception {
        page.evaluate("window.long = 'x'.repeat(4093) + 'ERROR' + 'y'.repeat(100000) + '😀'.repeat(5000) + '\\nend\\n'");
        page.evaluate("window.r = run(long, 'error', " + step + ")");
        assertEquals("true", page.evaluate("r.pieces.map(piece => piece.text + (piece.ends ? '\\n' : '')).join('') === long"));
        assertEquals("1", page.evaluate("r.output.hits"));
        assertEquals("true", page.evaluate("r.pieces.every(piece => piece.text.length <= 4096)"));
    }

    @ParameterizedTest
    @CsvSource({
        // A title, a choice of character set, text turned around, a bell.
        "\\x1b]0;title\\x07a\\x1b(Bb\\u202ec\\x07, ab\uFFFDc␇",
        // Not a whole sequence: it is shown.
        "a\\x1b[31, a␛[31",
        "a\\x7f\\x9bb, a␡\uFFFDb"})
    void whatCouldHarmIsTakenOutOrShown(String printed, String shown) throws Exception {
        assertEquals(shown, page.evaluate("module.harmless('" + printed + "')"));
    }

    @Test
    void whatNobodyCouldReadIsLeftOutAndCounted() throws Exception {
        page.evaluate("window.r = run(Array.from({length: 20000}, (_, i) => 'l' + i).join('\\n') + '\\n', '', 1e6, 100)");
        assertEquals("[100,19900,\"l19999\"]", json("[r.pieces.length, r.output.skipped, r.pieces.at(-1).text]"));
    }

    @Test
    void whatIsNoTextBecomesSignsOfThat() throws Exception {
        assertEquals("\uFFFD\uFFFDA", page.evaluate("run([0xff, 0xfe, 65, 10, 0xe4, 0xbd], '', 1).pieces[0].text"));
    }

    /** As the filter of the agent does: an ASCII letter is the same as its other case and as no other sign, other letters as well. */
    @Test
    void keywordsAreFoundInAnyCase() throws Exception {
        assertEquals("[\"K\",\"S\",\"Σ\",\"σ\"]", json("(({open}) => open.hits.map(([from, to]) => open.text.slice(from, to)))"
                + "(run('K \\u212a S \\u017f Σ σ', 'k|s|σ', 1000))"));
    }

    @Test
    void aFilterIsNoExpression() throws Exception {
        assertEquals("[\"a.b\",\"(x\"]", json("(({open}) => open.hits.map(([from, to]) => open.text.slice(from, to)))"
                + "(run('aXb a.b (x', 'keyword:a.b|(x', 1000))"));
    }

    private static String json(String expression) throws InterruptedException {
        return page.evaluate("JSON.stringify(" + expression + ")");
    }
}
