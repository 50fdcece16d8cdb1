package io.dcms.runtime.metrics;

/**
 * Writes the text format of Prometheus, version 0.0.4: families of samples, one after the other. See
 * <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">its description</a>. Belongs to one thread.
 */
final class MetricsText {

    private final StringBuilder text = new StringBuilder(1 << 14);
    private String family = "";

    /** Begins a family of what only ever grows. @param help one line */
    MetricsText counter(String name, String help) {
        return family(name, "counter", help);
    }

    /** Begins a family of what goes up and down. */
    MetricsText gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    /** A family with nothing but one histogram. */
    void histogram(String name, String help, Histogram.Reading reading) {
        family(name, "histogram", help);
        for (int i = 0; i < reading.bounds().length; i++) {
            line("_bucket", reading.buckets()[i], "le", number(reading.bounds()[i]));
        }
        line("_bucket", reading.count(), "le", "+Inf");
        line("_sum", reading.sum());
        line("_count", reading.count());
    }

    private MetricsText family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n')
                .append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /**
     * A sample of the family that was begun last.
     *
     * @param value  NaN = it is not known, and there is no sample
     * @param labels names and values, in turn; a value may hold anything
     */
    MetricsText sample(double value, String... labels) {
        if (!Double.isNaN(value)) {
            line("", value, labels);
        }
        return this;
    }

    private void line(String suffix, double value, String... labels) {
        text.append(family).append(suffix);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(number(value)).append('\n');
    }

    /** Control characters are legal, all but the newline, and yet not every reader bears them. */
    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(Character.isISOControl(c) || isHalf(value, i) ? '\uFFFD' : c);
            }
        }
    }

    /** Half of a surrogate pair is nothing that UTF-8 could say. */
    private static boolean isHalf(String value, int at) {
        char c = value.charAt(at);
        boolean first = Character.isHighSurrogate(c) && at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1));
        boolean second = Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
        return Character.isSurrogate(c) && !first && !second;
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? Long.toString((long) value) : Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : Double.toString(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
