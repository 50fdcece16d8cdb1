package io.dcms.runtime.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Pieces of a text that become others; all else stays. They don't overlap. Belongs to one thread. */
final class TextEdits {

    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(int begin, int end, String text) {
    }

    void replace(int begin, int end, String text) {
        pieces.add(new Piece(begin, end, text));
    }

    void insert(int at, String text) {
        replace(at, at, text);
    }

    void delete(int begin, int end) {
        replace(begin, end, "");
    }

    String applyTo(String text) {
        pieces.sort(Comparator.comparingInt(Piece::begin));
        StringBuilder edited = new StringBuilder(text.length() + 256);
        int copied = 0;
        for (Piece piece : pieces) {
            edited.append(text, copied, piece.begin).append(piece.text);
            copied = piece.end;
        }
        return edited.append(text, copied, text.length()).toString();
    }
}
