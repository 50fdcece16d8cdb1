package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A Java source, as far as messages are concerned: which texts stand in it, and where.
 *
 * @param file    where it is
 * @param code    all of it, with blanks in the place of comments and of what stands between quotes
 * @param phrases its texts, in order
 */
record JavaSource(Path file, String code, List<Phrase> phrases) {

    /**
     * String literals that are put together by {@code +}; what is not a literal between them is an ellipsis.
     *
     * @param from of its first literal in the source
     */
    record Phrase(int from, String text) {
    }

    private record Literal(int from, int to, String text) {
    }

    static List<JavaSource> below(Path folder) throws IOException {
        List<JavaSource> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                sources.add(of(file, Files.readString(file)));
            }
        }
        return sources;
    }

    static JavaSource of(Path file, String text) {
        StringBuilder code = new StringBuilder(text);
        List<Literal> literals = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            if (text.startsWith("//", at)) {
                end = text.indexOf('\n', at);
            } else if (text.startsWith("/*", at)) {
                end = text.indexOf("*/", at) + 2;
            } else if (text.startsWith("\"\"\"", at)) {
                end = text.indexOf("\"\"\"", at + 3) + 3;
            } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
                end = closing(text, at) + 1;
                if (text.charAt(at) == '"') {
                    literals.add(new Literal(at, end, said(text.substring(at + 1, end - 1))));
                }
            }
            for (int i = at; end > at + 1 && i < end; i++) {
                code.setCharAt(i, ' ');
            }
            at = end;
        }
        return new JavaSource(file, code.toString(), phrases(code.toString(), literals));
    }

    private static int closing(String text, int quote) {
        int at = quote + 1;
        while (text.charAt(at) != text.charAt(quote)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** As it is printed, with an ellipsis for each argument. */
    private static String said(String literal) {
        return literal.replace("\\\"", "\"").replaceAll("\\{\\d\\}", "…").replace("''", "'");
    }

    private static List<Phrase> phrases(String code, List<Literal> literals) {
        List<Phrase> phrases = new ArrayList<>();
        Literal last = null;
        for (Literal literal : literals) {
            String between = last == null ? "" : code.substring(last.to, literal.from).strip();
            if (between.startsWith("+") && between.endsWith("+") && !between.contains(";")) {
                Phrase begun = phrases.remove(phrases.size() - 1);
                phrases.add(new Phrase(begun.from, begun.text + (between.equals("+") ? "" : "…") + literal.text));
            } else {
                phrases.add(new Phrase(literal.from, literal.text));
            }
            last = literal;
        }
        return phrases;
    }

    /** The texts of each statement that has {@code opener}, from there on, if the rest of its code is one of those that are wanted. */
    List<List<String>> statements(String opener, Predicate<String> wanted) {
        List<List<String>> statements = new ArrayList<>();
        for (int at = code.indexOf(opener); at >= 0; at = code.indexOf(opener, at + 1)) {
            int from = at;
            int to = code.indexOf(';', at);
            if (wanted.test(code.substring(from, to))) {
                statements.add(phrases.stream().filter(phrase -> phrase.from > from && phrase.from < to).map(Phrase::text).toList());
            }
        }
        return statements;
    }

    /** Of its class. */
    String name() {
        return file.getFileName().toString().replace(".java", "");
    }

    /** Whether all pieces of a message stand in this source. */
    boolean says(String message) {
        return Stream.of(message.split("…")).map(String::strip).filter(piece -> !piece.isEmpty())
                .allMatch(piece -> phrases.stream().anyMatch(phrase -> phrase.text.contains(piece)));
    }
}
