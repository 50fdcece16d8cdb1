package io.dcms.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How a scheduler did. Times are seconds after the due one; where several rounds had more than one start each, medians of the rounds'.
 *
 * @param cpu     CPU seconds of the whole machine for each start
 * @param own     those of the scheduler's own process
 * @param missing starts that were due and have not been seen
 */
record LaunchResult(String name, double median, double p99, double worst, double cpu, double own, int missing) {

    /**
     * @param lines a moment each, in seconds since 1970
     * @param first the first due second that counts
     */
    static LaunchResult of(String name, LaunchPlan plan, List<String> lines, double first, double cpu, double own) throws BenchFailure {
        Map<Long, List<Double>> rounds = new TreeMap<>();
        for (String line : lines) {
            double moment = Double.parseDouble(line);
            long round = (long) Math.floor((moment - first) / plan.seconds());
            if (round >= 0 && round < plan.rounds()) {
                rounds.computeIfAbsent(plan.count() == 1 ? 0 : round, none -> new ArrayList<>())
                        .add(moment - first - round * plan.seconds());
            }
        }
        int started = rounds.values().stream().mapToInt(List::size).sum();
        if (started == 0) {
            throw new BenchFailure(name + " has started nothing");
        }
        List<Figures> figures = rounds.values().stream().map(Figures::of).toList();
        return new LaunchResult(name, middle(figures, Figures::median), middle(figures, Figures::p99), middle(figures, Figures::worst),
                cpu / started, own / started, plan.count() * plan.rounds() - started);
    }

    private static double middle(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Figures.of(rounds.stream().map(figure::applyAsDouble).toList()).median();
    }
}
