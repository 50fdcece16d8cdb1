package io.dcms.runtime.job;

/**
 * What happens to a fire that finds the job still running: the {@code overlap} option.
 *
 * @param policy the rule
 * @param limit  how many runs may be going at once: 1, and more only for {@link Policy#PARALLEL}
 */
public record Overlap(Policy policy, int limit) {

    /** The rules. */
    public enum Policy {
        /** The fire is not run. */
        SKIP,
        /** The fire waits for its turn. */
        QUEUE,
        /** The fire runs beside the others up to a limit, above which it is not run. */
        PARALLEL,
        /** The running one is killed and the fire takes its place. */
        REPLACE
    }

    /** Whether a new fire makes what is left of an older one pointless. */
    public boolean oneAtATime() {
        return policy == Policy.SKIP || policy == Policy.REPLACE;
    }

    static final Overlap SKIP = new Overlap(Policy.SKIP, 1);
    static final int MAX_PARALLEL = 1000;
    static final String ACCEPTED = "skip, queue, replace or parallel:N with N from 1 to " + MAX_PARALLEL;

    /** Reads {@code skip}, {@code queue}, {@code replace} or {@code parallel:N}; null if it is none of them. */
    static Overlap parse(String text) {
        switch (text) {
            case "skip":
                return SKIP;
            case "queue":
                return new Overlap(Policy.QUEUE, 1);
            case "replace":
                return new Overlap(Policy.REPLACE, 1);
            default:
                return parseParallel(text);
        }
    }

    private static Overlap parseParallel(String text) {
        String prefix = "parallel:";
        String digits = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int limit = Integer.parseInt(digits);
        return limit >= 1 && limit <= MAX_PARALLEL ? new Overlap(Policy.PARALLEL, limit) : null;
    }
}
