package io.dcms.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a benchmark was given: a value for each of its options. */
final class BenchValues {

    private final Map<String, String> values = new HashMap<>();

    private BenchValues() {
    }

    /** @throws BenchFailure if there is an argument that is none of these options, or one without its value */
    static BenchValues parse(List<BenchOption> options, List<String> arguments) throws BenchFailure {
        BenchValues given = new BenchValues();
        options.forEach(option -> given.values.put(option.name(), option.fallback()));
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (!given.values.containsKey(name)) {
                throw new BenchFailure("\"" + argument + "\" is no option of it: give one of "
                        + String.join(" ", options.stream().map(option -> "--" + option.name()).toList()));
            }
            if (!rest.hasNext()) {
                throw new BenchFailure(argument + " needs a value");
            }
            given.values.put(name, rest.next());
        }
        return given;
    }

    String text(String option) {
        return values.get(option);
    }

    boolean has(String option) {
        return !text(option).isEmpty();
    }

    int number(String option, int min, int max) throws BenchFailure {
        return number(option, text(option), min, max);
    }

    /** A number that may have a fraction. */
    double decimal(String option, double min, double max) throws BenchFailure {
        try {
            double number = Double.parseDouble(text(option).strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer
        }
        throw new BenchFailure("--" + option + ": \"" + text(option) + "\" is no number from " + min + " to " + max);
    }

    /** Several, with commas between them. */
    int[] numbers(String option, int min, int max) throws BenchFailure {
        String[] words = text(option).isEmpty() ? new String[0] : text(option).split(",");
        int[] numbers = new int[words.length];
        for (int n = 0; n < words.length; n++) {
            numbers[n] = number(option, words[n], min, max);
        }
        return numbers;
    }

    /** Several words, with commas between them. */
    List<String> words(String option) {
        return Arrays.stream(text(option).split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
    }

    private static int number(String option, String text, int min, int max) throws BenchFailure {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer
        }
        throw new BenchFailure("--" + option + ": \"" + text + "\" is no number from " + min + " to " + max);
    }
}
