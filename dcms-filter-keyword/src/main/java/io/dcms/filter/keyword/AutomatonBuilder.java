package io.dcms.filter.keyword;

import io.dcms.spi.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Builds the table in three steps: columns for the bytes that matter, a graph of the keywords, and for each node of it where
 * to go on when the next byte does not fit.
 *
 * <p>The graph has a node for each beginning of a keyword. Where a character has two cases of several bytes, the two ways meet
 * again behind it; without that, a Cyrillic keyword of twenty letters would have a million leaves.
 */
final class AutomatonBuilder {

    /** 4 MiB of table. A thousand characters, all that {@code msg_filter} has room for, stay below it in any script. */
    private static final int MAX_CELLS = 1 << 20;

    private final List<Keyword> keywords;
    private final byte[] classes = new byte[256];
    private final List<Node> nodes = new ArrayList<>();
    private int width = 1;

    private AutomatonBuilder(List<Keyword> keywords) {
        this.keywords = List.copyOf(keywords);
    }

    /**
     * The automaton that stops at the first of these keywords.
     *
     * @throws ConfigException if its table would be too large
     */
    static Automaton build(List<Keyword> keywords) throws ConfigException {
        return new AutomatonBuilder(keywords).build();
    }

    private Automaton build() throws ConfigException {
        keywords.forEach(this::assignClasses);
        Node root = newNode();
        for (int index = 0; index < keywords.size(); index++) {
            plant(root, index);
        }
        connect(root);
        return new Automaton(classes, table(), longest(), keywords);
    }

    private int longest() {
        int longest = 1;
        for (Keyword keyword : keywords) {
            longest = Math.max(longest, keyword.length());
        }
        return longest;
    }

    private void assignClasses(Keyword keyword) {
        keyword.text().codePoints().forEach(character -> {
            for (int variant : LetterCase.variants(character)) {
                for (byte one : utf8(variant)) {
                    assignClass(one);
                }
            }
        });
    }

    /** Both cases of an ASCII letter share a column. */
    private void assignClass(byte one) {
        int lower = one < 0 ? one & 0xff : Character.toLowerCase(one);
        if (classes[lower] == 0) {
            classes[lower] = (byte) width++;
        }
        classes[one & 0xff] = classes[lower];
    }

    private void plant(Node root, int index) throws ConfigException {
        Node end = root;
        for (int character : keywords.get(index).text().codePoints().toArray()) {
            end = plantCharacter(end, character);
        }
        if (!end.isHit()) {
            end.keyword = index;
        }
    }

    /** The node behind a character: one, whichever case leads to it. */
    private Node plantCharacter(Node start, int character) throws ConfigException {
        Node end = null;
        for (int variant : LetterCase.variants(character)) {
            byte[] bytes = utf8(variant);
            Node node = start;
            for (int i = 0; i < bytes.length - 1; i++) {
                node = childOf(node, column(bytes[i]));
            }
            int last = column(bytes[bytes.length - 1]);
            end = end != null ? end : childOf(node, last);
            node.next[last] = end;
        }
        return end;
    }

    private Node childOf(Node node, int column) throws ConfigException {
        if (node.next[column] == null) {
            node.next[column] = newNode();
        }
        return node.next[column];
    }

    private Node newNode() throws ConfigException {
        if (nodes.size() == MAX_CELLS / width) {
            throw new ConfigException("the keywords have together more than " + MAX_CELLS / width
                    + " bytes that differ: give fewer or shorter ones");
        }
        Node node = new Node(width);
        nodes.add(node);
        return node;
    }

    /**
     * Fills the gaps: a node goes on where the longest other beginning of a keyword that ends there goes on. Nodes come nearest
     * first, so that this other one is complete already. Behind a hit nobody goes on.
     */
    private static void connect(Node root) {
        Deque<Node> nearestFirst = new ArrayDeque<>();
        reach(root, nearestFirst);
        while (!nearestFirst.isEmpty()) {
            Node node = nearestFirst.remove();
            for (int column = 0; column < node.next.length; column++) {
                Node fallback = node == root ? root : node.fallback.next[column];
                Node child = node.next[column];
                if (child == null) {
                    node.next[column] = fallback;
                } else if (child.fallback == null) {
                    child.fallBackTo(fallback);
                    reach(child, nearestFirst);
                }
            }
        }
    }

    private static void reach(Node node, Deque<Node> toConnect) {
        if (!node.isHit()) {
            node.reached = true;
            toConnect.add(node);
        }
    }

    /**
     * A row for each node that a scan can stand in, in the order in which they were planted: so the rows of a keyword's bytes
     * follow each other, and of a table larger than the processor's cache the next one is there in time.
     */
    private int[] table() {
        List<Node> rows = nodes.stream().filter(node -> node.reached).toList();
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).row = row;
        }
        int[] table = new int[rows.size() * width];
        int cell = 0;
        for (Node node : rows) {
            for (Node next : node.next) {
                table[cell++] = next.isHit() ? ~next.keyword : next.row * width;
            }
        }
        return table;
    }

    private int column(byte one) {
        return classes[one & 0xff] & 0xff;
    }

    private static byte[] utf8(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }

    /** A beginning of one or more keywords. */
    private static final class Node {
        private static final int NONE = -1;

        private final Node[] next;
        private Node fallback;
        private int keyword = NONE;
        /** Whether a scan can stand here. */
        private boolean reached;
        private int row;

        private Node(int width) {
            next = new Node[width];
        }

        private boolean isHit() {
            return keyword != NONE;
        }

        /** The longest beginning of a keyword that this one ends with; if that is a whole keyword, this is a hit too. */
        private void fallBackTo(Node other) {
            fallback = other;
            if (!isHit()) {
                keyword = other.keyword;
            }
        }
    }
}
