package io.dcms.testing;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What {@link NeedsRoot} does: skips at home, fails in CI, and says why. */
final class RootCondition implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback {
    private final int uid;
    private final boolean inCi;

    RootCondition() {
        this(effectiveUid(), "true".equals(System.getenv("CI")));
    }

    RootCondition(int uid, boolean inCi) {
        this.uid = uid;
        this.inCi = inCi;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (uid == 0) {
            return enabled("run by root");
        }
        return inCi ? enabled("must not be skipped in CI") : disabled(reason());
    }

    /** Fails before the class prepares anything that would fail for the lack of root in a way that is harder to read. */
    @Override
    public void beforeAll(ExtensionContext context) {
        demandRoot();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        demandRoot();
    }

    private void demandRoot() {
        if (uid != 0) {
            throw new AssertionError(reason());
        }
    }

    private String reason() {
        return "needs root, but runs as uid " + uid + ": run the build as root";
    }

    /** The kernel gives a process's folder below /proc the process's effective uid as its owner. */
    private static int effectiveUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
