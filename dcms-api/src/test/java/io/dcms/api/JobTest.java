package io.dcms.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobTest {

    private static final RecordComponent[] PARTS = Job.class.getRecordComponents();

    /** Its equals is written by hand: a part that is added and forgotten there would be a change that no agent takes up. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void isAnotherOneIfAnyPartIsAnother(int part) throws Exception {
        assertEquals(16, PARTS.length, "parts, each of which is to be tried here");
        Object[] values = new Object[PARTS.length];
        Arrays.setAll(values, index -> value(PARTS[index].getType(), false));
        Job job = of(values);
        Arrays.setAll(values, index -> value(PARTS[index].getType(), false));
        assertEquals(job, of(values));
        assertEquals(job.hashCode(), of(values).hashCode());
        values[part] = value(PARTS[part].getType(), true);
        assertNotEquals(job, of(values), PARTS[part].getName());
    }

    private static Job of(Object... values) throws Exception {
        return (Job) Job.class.getConstructor(Arrays.stream(PARTS).map(RecordComponent::getType).toArray(Class<?>[]::new)).newInstance(values);
    }

    /** Texts that are equal and not the same. */
    private static Object value(Class<?> type, boolean another) {
        if (type == long.class) {
            return another ? 1L << 40 : 7L;
        } else if (type == boolean.class) {
            return another;
        } else if (type == TimeoutTrigger.class) {
            return another ? TimeoutTrigger.KILL : TimeoutTrigger.IGNORE;
        }
        return new StringBuilder(another ? "another" : "text").toString();
    }
}
