package io.dcms.runtime.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known name somebody meant. Pure. */
public final class NearestName {

    private NearestName() {
    }

    /**
     * The known name from which a given one differs least, counting inserted, missing, wrong and swapped neighbouring
     * characters and ignoring case; empty if more than a third of the longer name differs. Of equally near names the first.
     */
    public static Optional<String> of(String given, Collection<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int allowed = Math.max(1, Math.max(given.length(), name.length()) / 3);
            if (Math.abs(given.length() - name.length()) > allowed) {
                continue;
            }
            int distance = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance <= allowed && distance < least) {
                nearest = name;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The optimal string alignment distance, by three rows of its table. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] oldest = beforeLast;
            beforeLast = last;
            last = row;
            row = oldest;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + wrong, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}
