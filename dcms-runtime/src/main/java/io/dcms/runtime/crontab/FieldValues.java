package io.dcms.runtime.crontab;

import java.util.List;

/** The values of one of the five fields, written in few characters: for a schedule that means them and nothing else. */
final class FieldValues {

    private static final int[] MIN = {0, 0, 1, 1, 0};
    private static final int[] MAX = {59, 23, 31, 12, 6};

    private FieldValues() {
    }

    /**
     * {@code *}, a range with a step, or ranges and numbers, whatever says it.
     *
     * @param field  0 to 4, as they stand in a line
     * @param values ascending, at least one
     */
    static String shortest(int field, List<Integer> values) {
        if (values.size() == MAX[field] - MIN[field] + 1) {
            return "*";
        }
        return stepped(values);
    }

    private static String stepped(List<Integer> values) {
        int step = values.size() < 3 ? 0 : values.get(1) - values.get(0);
        for (int n = 1; n < values.size(); n++) {
            if (values.get(n) - values.get(n - 1) != step) {
                return ranges(values);
            }
        }
        return step < 2 ? ranges(values) : values.get(0) + "-" + values.get(values.size() - 1) + "/" + step;
    }

    private static String ranges(List<Integer> values) {
        StringBuilder text = new StringBuilder();
        int n = 0;
        while (n < values.size()) {
            int end = n;
            while (end + 1 < values.size() && values.get(end + 1) == values.get(end) + 1) {
                end++;
            }
            text.append(n == 0 ? "" : ",").append(values.get(n));
            if (end > n) {
                text.append(end == n + 1 ? "," : "-").append(values.get(end));
            }
            n = end + 1;
        }
        return text.toString();
    }
}
