package io.dcms.runtime.cli.demo;

import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * How the account looks on this terminal. Pure but for {@link #ofThisTerminal}.
 *
 * @param colour  whether it shows colours
 * @param symbols whether it shows more than ASCII
 */
record Style(boolean colour, boolean symbols) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int NAME_WIDTH = 10;

    /** What a line is about: its symbol, what stands for it in ASCII, its colour. */
    enum Mark {
        STARTED("▶", ">", "36"),
        GOOD("✓", "+", "32"),
        BAD("✗", "x", "31"),
        LATE("⏱", "!", "33"),
        SENT("→", "~", "35"),
        NEWS("•", "*", "36");

        private final String symbol;
        private final String ascii;
        private final String colour;

        Mark(String symbol, String ascii, String colour) {
            this.symbol = symbol;
            this.ascii = ascii;
            this.colour = colour;
        }
    }

    /** What stdout can show: colours if it is a terminal and nobody forbids them, symbols if it takes UTF-8. */
    static Style ofThisTerminal() {
        return of(System.getenv(), System.getProperty("native.encoding", ""), isTerminal());
    }

    /** The Linux console takes UTF-8 but has no glyphs for the symbols. {@code NO_COLOR}: no-color.org. */
    static Style of(Map<String, String> environment, String encoding, boolean terminal) {
        String type = environment.getOrDefault("TERM", "dumb");
        boolean colour = terminal && !type.equals("dumb") && environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean glyphs = !terminal || !type.equals("linux") && !type.equals("dumb");
        return new Style(colour, glyphs && encoding.equalsIgnoreCase("UTF-8"));
    }

    /** A line of the account, without a newline. Whatever is in it, it stays one line. */
    String line(LocalTime time, Mark mark, String name, String words) {
        String symbol = symbols ? mark.symbol : mark.ascii;
        String shown = OneLine.of(name);
        String padding = " ".repeat(Math.max(0, NAME_WIDTH - shown.length()));
        return faint(TIME.format(time)) + "  " + paint(mark.colour, symbol + " " + shown) + padding + " " + OneLine.of(words);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** {@code System.console()} answers something else on each Java, and asks for stdin too. */
    private static boolean isTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
