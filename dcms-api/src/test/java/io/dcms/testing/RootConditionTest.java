package io.dcms.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

final class RootConditionTest {
    private static final String REASON = "needs root, but runs as uid 1000: run the build as root";

    @Test
    void rootRunsTheTestEverywhere() {
        for (boolean inCi : new boolean[] {false, true}) {
            RootCondition condition = new RootCondition(0, inCi);
            assertFalse(condition.evaluateExecutionCondition(null).isDisabled());
            assertDoesNotThrow(() -> condition.beforeEach(null));
        }
    }

    @Test
    void anybodyElseSkipsItWithTheReason() {
        ConditionEvaluationResult result = new RootCondition(1000, false).evaluateExecutionCondition(null);
        assertTrue(result.isDisabled());
        assertEquals(REASON, result.getReason().orElseThrow());
    }

    @Test
    void anybodyElseFailsItInCi() {
        RootCondition condition = new RootCondition(1000, true);
        assertFalse(condition.evaluateExecutionCondition(null).isDisabled());
        assertEquals(REASON, assertThrows(AssertionError.class, () -> condition.beforeAll(null)).getMessage());
        assertEquals(REASON, assertThrows(AssertionError.class, () -> condition.beforeEach(null)).getMessage());
    }
}
