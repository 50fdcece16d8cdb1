package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFormTest {

    @Test
    void theFieldsOfOldComeFirstAndInOrder() {
        assertEquals("task_id=1767323045-42&job_id=42&job_name=nightly+backup&task_status=3"
                + "&msg=host%3Aweb-1%0Aexit+status+1%0Ano+space+left"
                + "&host=web-1&exec_at=1767323045&exec_duration=7&ended=true&event_id=web-1%2F1767323045-42%2F3&event=run",
                encode(Events.PLAIN));
    }

    @Test
    void saysOfAnOverdueJobThatItIsNoRun() {
        Task task = new Task(42, "1767323045-42-overdue", "web-1", TaskStatus.FAILED, 1767323045, 600, "", "no success", "");
        assertEquals("task_id=1767323045-42-overdue&job_id=42&job_name=nightly&task_status=3&msg=host%3Aweb-1%0Ano+success%0A"
                + "&host=web-1&exec_at=1767323045&exec_duration=600&ended=true&event_id=web-1%2F1767323045-42-overdue%2F3&event=overdue",
                encode(new TaskEvent(task, "nightly", TaskEvent.Kind.OVERDUE)));
    }

    @Test
    void withoutAReasonItsLineIsEmpty() {
        assertEquals("host:web-1\n\nno space left", decoded(Events.of("job", "", "no space left"), 4));
    }

    @ParameterizedTest
    @CsvSource({"a b, a+b", "a+b, a%2Bb", "a&b=c, a%26b%3Dc", "100%, 100%25", "ü, %C3%BC", "任务, %E4%BB%BB%E5%8A%A1",
            "😀, %F0%9F%98%80", "a;b, a%3Bb", "a~b, a%7Eb", "-_.*, -_.*"})
    void encoding(String name, String expected) {
        assertEquals("job_name=" + expected, encode(Events.of(name, "", "")).split("&")[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\t\r\n", "a=1&b=2#c?d%20+", "a\u2028b", "\ud83d\ude00", "\uffff"})
    void whatIsSentIsWhatIsRead(String text) {
        TaskEvent event = Events.of(text, text, text);
        assertEquals(text, decoded(event, 2));
        assertEquals("host:web-1\n" + text + "\n" + text, decoded(event, 4));
    }

    private static String encode(TaskEvent event) {
        return new String(TaskForm.encode(event), StandardCharsets.US_ASCII);
    }

    private static String decoded(TaskEvent event, int field) {
        List<String> fields = Arrays.asList(encode(event).split("&"));
        return URLDecoder.decode(fields.get(field).split("=", 2)[1], StandardCharsets.UTF_8);
    }
}
