package io.dcms.bench;

import java.util.List;
import java.util.Locale;

/** A soak as a picture: one panel below the other over the same minutes, each from zero. It follows its reader's light or dark. */
final class SoakPlot {

    private static final int WIDTH = 920;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 96;
    private static final int PANEL = 112;
    private static final int GAP = 60;
    private static final int BOTTOM = 52;
    /** From the words about a panel's first figure to those about its second. */
    private static final int WORDS = 340;
    private static final int TICKS = 5;
    private static final int MINUTE_TICKS = 10;
    private static final String STYLE = """
            :root { --back: #ffffff; --text: #1f2328; --dim: #59636e; --grid: #dfe3e8; --half: #f3f5f8; --a: #0b62c4; --b: #b3500b; }
            @media (prefers-color-scheme: dark) {
              :root { --back: #15181c; --text: #e6e9ec; --dim: #9aa4ae; --grid: #30363d; --half: #1d2228; --a: #6cb0ff; --b: #f0a05a; }
            }
            text { font: 12px system-ui, sans-serif; fill: var(--dim); }
            .title { font-size: 15px; font-weight: 600; fill: var(--text); }
            .name { font-weight: 600; fill: var(--text); }
            .a { stroke: var(--a); } .b { stroke: var(--b); }
            text.a { fill: var(--a); stroke: none; } text.b { fill: var(--b); stroke: none; }
            .line { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
            .trend { fill: none; stroke-width: 1.5; stroke-dasharray: 6 4; stroke: var(--text); }
            .grid { stroke: var(--grid); } .back { fill: var(--back); } .half { fill: var(--half); }
            """;
    private static final List<Panel> PANELS = List.of(
            new Panel("Memory of the agent and its helpers, MiB", List.of(SoakFigure.MEMORY)),
            new Panel("Descriptors and threads", List.of(SoakFigure.DESCRIPTORS, SoakFigure.THREADS)),
            new Panel("Lateness: from the due second to the program's first command, ms", List.of(SoakFigure.MEDIAN, SoakFigure.P99)),
            new Panel("CPU of the agent and its helpers, % of one", List.of(SoakFigure.CPU)));

    private final List<SoakSlice> slices;
    private final String title;
    private final double end;
    private final StringBuilder svg = new StringBuilder();

    /** At most two figures. */
    private record Panel(String name, List<SoakFigure> figures) {
    }

    SoakPlot(List<SoakSlice> slices, String title) {
        this.slices = slices;
        this.title = title;
        this.end = slices.get(slices.size() - 1).at() / 60;
    }

    String svg() {
        int height = TOP + PANELS.size() * (PANEL + GAP) - GAP + BOTTOM;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">", WIDTH, height, WIDTH,
                height);
        add("<title>%s</title>", escaped(title));
        add("<style>\n%s</style>", STYLE);
        add("<rect class=\"back\" width=\"%d\" height=\"%d\"/>", WIDTH, height);
        text(LEFT, 26, "title", "start", title.substring(0, title.indexOf(':')));
        text(LEFT, 44, "", "start", title.substring(title.indexOf(':') + 2));
        int top = TOP;
        for (Panel panel : PANELS) {
            draw(panel, top, panel == PANELS.get(PANELS.size() - 1));
            top += PANEL + GAP;
        }
        add("</svg>");
        return svg.toString();
    }

    private void draw(Panel panel, int top, boolean isLast) {
        double most = panel.figures().stream().flatMapToDouble(figure -> slices.stream().mapToDouble(figure.value())).max().orElse(1);
        double step = step(most, TICKS);
        double scale = Math.max(step, Math.ceil(most / step) * step);
        double half = slices.get(slices.size() / 2).at() / 60;
        add("<rect class=\"half\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", x(half), top, x(end) - x(half), PANEL);
        for (int n = 0; n * step <= scale * 1.001; n++) {
            double y = top + PANEL - n * step / scale * PANEL;
            add("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, y, y);
            text(LEFT - 8, y + 4, "", "end", number(n * step, step));
        }
        minutes(top, isLast);
        text(LEFT, top - 24, "name", "start", panel.name());
        int left = LEFT;
        for (SoakFigure figure : panel.figures()) {
            String colour = figure == panel.figures().get(0) ? "a" : "b";
            curve(figure, colour, top, scale);
            text(left, top - 8, colour, "start", words(figure));
            left += WORDS;
        }
    }

    private String words(SoakFigure figure) {
        return figure.name() + (SoakFigure.canTell(slices) ? " " + figure.words(figure.trend(slices)) : "");
    }

    private void minutes(int top, boolean isLast) {
        double step = step(end, MINUTE_TICKS);
        for (int n = 0; n * step <= end * 1.001; n++) {
            double x = x(n * step);
            add("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x, top + PANEL, top + PANEL + 4);
            if (isLast) {
                text(x, top + PANEL + 18, "", "middle", number(n * step, step));
            }
        }
        if (isLast) {
            text((LEFT + WIDTH - RIGHT) / 2.0, top + PANEL + 36, "", "middle",
                    "minutes; shaded: the second half, with its mean and its trend (dashed, ± 95 % noise), which decides");
        }
    }

    private void curve(SoakFigure figure, String colour, int top, double scale) {
        StringBuilder points = new StringBuilder();
        for (SoakSlice slice : slices) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(slice.at() / 60),
                    top + PANEL - figure.value().applyAsDouble(slice) / scale * PANEL));
        }
        add("<polyline class=\"line %s\" points=\"%s\"/>", colour, points.toString().strip());
        if (SoakFigure.canTell(slices)) {
            Trend trend = figure.trend(slices);
            double from = top + PANEL - (trend.mean() - trend.growth() / 2) / scale * PANEL;
            double to = top + PANEL - (trend.mean() + trend.growth() / 2) / scale * PANEL;
            add("<line class=\"trend\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x(slices.get(slices.size() / 2).at() / 60), from,
                    x(end), to);
        }
    }

    private double x(double minute) {
        return LEFT + minute / end * (WIDTH - LEFT - RIGHT);
    }

    private void text(double x, double y, String style, String anchor, String words) {
        add("<text x=\"%.1f\" y=\"%.1f\"%s text-anchor=\"%s\">%s</text>", x, y, style.isEmpty() ? "" : " class=\"" + style + "\"", anchor,
                escaped(words));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** A round number of which not more than so many make up the whole. */
    static double step(double whole, int most) {
        double ten = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, whole / most))));
        for (double round : new double[] {1, 2, 5}) {
            if (ten * round * most >= whole) {
                return ten * round;
            }
        }
        return 10 * ten;
    }

    private static String number(double value, double step) {
        return String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
