package io.dcms.bench;

import java.util.Arrays;

/**
 * A straight line through measured values, by least squares.
 *
 * @param mean   of the values
 * @param span   from the first to the last, in seconds
 * @param growth of the line in that time
 * @param noise  by so much the growth may be wrong with 95 % certainty
 */
record Trend(double mean, double span, double growth, double noise) {

    /** Neighbours are alike, as memory is between two collections: taken one by one they would promise more than they know. */
    private static final int MOST_BLOCKS = 12;
    /** Student's t for 97.5 %, for 1, 2, ... degrees of freedom. */
    private static final double[] T = {12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23};
    private static final double HOUR = 3600;

    /** @param at moments in seconds, ascending, as many as values: three at least */
    static Trend of(double[] at, double[] values) {
        int blocks = Math.min(MOST_BLOCKS, at.length);
        double[] x = means(at, blocks);
        double[] y = means(values, blocks);
        double meanX = mean(x);
        double meanY = mean(y);
        double squares = 0;
        double products = 0;
        for (int n = 0; n < blocks; n++) {
            squares += (x[n] - meanX) * (x[n] - meanX);
            products += (x[n] - meanX) * (y[n] - meanY);
        }
        double slope = products / squares;
        double rest = 0;
        for (int n = 0; n < blocks; n++) {
            double off = y[n] - meanY - slope * (x[n] - meanX);
            rest += off * off;
        }
        double error = T[Math.min(T.length, blocks - 2) - 1] * Math.sqrt(rest / (blocks - 2) / squares);
        double span = at[at.length - 1] - at[0];
        return new Trend(mean(values), span, slope * span, error * span);
    }

    /** What so much in its span comes to in an hour. */
    double hourly(double much) {
        return much / span * HOUR;
    }

    private static double[] means(double[] values, int blocks) {
        double[] means = new double[blocks];
        for (int block = 0; block < blocks; block++) {
            means[block] = mean(Arrays.copyOfRange(values, block * values.length / blocks, (block + 1) * values.length / blocks));
        }
        return means;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
