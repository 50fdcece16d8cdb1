package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.wording.Wording;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dcms explain}. */
class ExplainCommandTest {

    private FakeAgent agent;

    @BeforeEach
    void make() throws IOException {
        agent = new FakeAgent();
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private String firstLine(String language, String expression) {
        FakeAgent.Ran ran = agent.dcms("explain", "--lang", language, "--zone=UTC", expression);
        assertEquals(0, ran.exit(), ran::err);
        return ran.out().substring(0, ran.out().indexOf('\n'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "* * * * * | every minute, every day | 每天，每分钟执行",
        "*/5 * * * * | every 5 minutes, every day | 每天，每 5 分钟执行",
        "*/7 * * * * | every 7 minutes, beginning anew with each hour, every day | 每天，每 7 分钟（每小时重新计）执行",
        "0 3 * * MON-FRI | at 03:00, from Monday to Friday | 周一至周五，03:00 执行",
        "0 9-17 * * MON-FRI | every hour from 09:00 to 17:00, from Monday to Friday | 周一至周五，09:00 至 17:00 每小时执行",
        "30 9-17/2 * * * | every 2 hours from 09:30 to 17:30, every day | 每天，09:30 至 17:30 每 2 小时执行",
        "0 4 1 * MON | at 04:00, on day 1 of the month and also on Mondays | 每月 1 日，以及每周一，04:00 执行",
        "30 2 L * * | at 02:30, on the last day of the month | 每月最后一天，02:30 执行",
        "0 9 LW * * | at 09:00, on the last weekday (Monday to Friday) of the month | 每月最后一个周一至周五的日子，09:00 执行",
        "0 9 15W * * | at 09:00, on the weekday (Monday to Friday) nearest to day 15 of the month | 每月离 15 日最近的周一至周五的日子，09:00 执行",
        "0 9 * * 5L | at 09:00, on the last Friday of the month | 每月最后一个周五，09:00 执行",
        "0 9 * * MON#2 | at 09:00, on the second Monday of the month | 每月第二个周一，09:00 执行",
        "*/10 * * * * * * | every 10 seconds, every day | 每天，每 10 秒执行",
        "5 * * * * * * | at second 5 of every minute, every day | 每天，每分钟第 5 秒执行",
        "0 0 1 1 * | at 00:00, on day 1 of the month, in January | 1 月，每月 1 日，00:00 执行",
        "@monthly | at 00:00, on day 1 of the month | 每月 1 日，00:00 执行",
        "@weekly | at 00:00, on Sundays | 每周日，00:00 执行",
        "@hourly | every hour, on the hour, every day | 每天，每小时整点执行",
        "0 */2 * * * | every 2 hours from 00:00, every day | 每天，从 00:00 起每 2 小时执行",
        "0,30 8,12 * * * | at minutes 0 and 30, in the hours 8 and 12, every day | 每天，8 点、12 点，第 0 分、30 分执行",
        "0 3 1,15 JAN,MAR-MAY * 2026 | at 03:00, on day 1 and day 15 of the month, in January and March to May, in 2026 "
                + "| 2026 年，1 月、3 至 5 月，每月 1 日、15 日，03:00 执行",
        "10 22-4 * * FRI-MON | every hour from 22:10 to 04:10, from Friday to Monday | 周五至周一，22:10 至 04:10 每小时执行",
        "* 9 * * * | every minute, from 09:00 to 09:59, every day | 每天，09:00 至 09:59，每分钟执行",
        "0-10,30 * * * * | at minutes 0 to 10 and 30 of every hour, every day | 每天，每小时第 0 至 10 分、30 分执行",
        "0 0 L-3 * * | at 00:00, on the 4th day from the end of the month | 每月倒数第 4 天，00:00 执行",
        "0 0 */2 * * | at 00:00, on every 2nd day from day 1 to 31 of the month | 每月 1 至 31 日中每 2 天一次，00:00 执行",
        "0 0 * */3 * | at 00:00, every day, in every 3rd month from January to December | 1 至 12 月中每 3 个月一次，每天，00:00 执行",
        "0 1 * * 7 | at 01:00, on Sundays | 每周日，01:00 执行",
        "0 1 * * 5-7 | at 01:00, from Friday to Sunday | 周五至周日，01:00 执行",
        "0 1,2,3,4,5,6,7 * * * | on the hour, in the hours 1, 2, 3, 4, 5, 6 and 7, every day | 每天，1 点、2 点、3 点、4 点、5 点、6 点、7 点，整点执行",
        "30 5/4 * * * | every 4 hours from 05:30 to 23:30, every day | 每天，05:30 至 23:30 每 4 小时执行",
        "0 0 ? * 2-6/2 | at 00:00, on every 2nd day from Tuesday to Saturday | 周二至周六中每 2 天一次，00:00 执行",
        "5 4 3 2 1 * 2030 | at 03:04:05, on day 2 of the month, in January, in 2030 | 2030 年，1 月，每月 2 日，03:04:05 执行",
        "@every 1h30m | every 1 hour and 30 minutes, counted from the job's last change | 每隔 1 小时 30 分钟，从任务最近一次修改时算起",
        "@reboot | once each time that the machine starts | 机器每次开机后执行一次",
        "0 0 1-7 * * | at 00:00, on days 1 to 7 of the month | 每月 1 至 7 日，00:00 执行",
        "10,20 * * * * * * | at seconds 10 and 20 of every minute, every day | 每天，每分钟第 10 秒、20 秒执行",
        "*/5 10 * * * * * | every 5 seconds, at minute 10 of every hour, every day | 每天，每小时第 10 分每 5 秒执行",
        "0 0 * * MON,WED-FRI/2 | at 00:00, on Mondays and every 2nd day from Wednesday to Friday | 每周一、周三至周五中每 2 天一次，00:00 执行",
        "*/1 */1 * * * | every minute, every day | 每天，每分钟执行",
        "0 0 1,L 2/3 * | at 00:00, on day 1 and the last day of the month, in every 3rd month from February to December "
                + "| 2 至 12 月中每 3 个月一次，每月 1 日、最后一天，00:00 执行",
        "5-5 * * * * | every hour, at minute 5, every day | 每天，每小时第 5 分执行",
        "0 0 * * 0-7 | at 00:00, from Sunday to Saturday | 周日至周六，00:00 执行"})
    void saysInWords(String expression, String english, String chinese) {
        assertEquals(english, firstLine("en", expression));
        assertEquals(chinese, firstLine("zh", expression));
    }

    /** Each entry of a field with each of another: no pair may make it fail, or say nothing. */
    @Test
    void whateverIsAcceptedIsExplained() throws Exception {
        List<String> times = List.of("*", "?", "*/1", "*/7", "3", "5-2", "5-5", "4/6", "1-9/2", "1,2,3-5,*/4", "7,*");
        List<String> days = List.of("*", "*/1", "*/2", "1", "7", "L", "L-3", "LW", "7W", "1-7", "7-1", "6/2");
        List<String> weekdays = List.of("*", "?", "*/1", "*/2", "0", "7", "SUNDAY", "5L", "MON#5", "7#1",
                "0-7", "7-7", "7-0", "SAT-1/2", "7/2");
        for (String one : times) {
            for (String other : times) {
                explain(one + " " + other + " * 3/4 * 1 2026-2030/2");
                explain("0 " + one + " " + other + " * JAN-MARCH,12 * *");
                explain(one + " * " + other + " 1,L * * *");
            }
        }
        for (String day : days) {
            for (String weekday : weekdays) {
                explain("0 3 " + day + ",1 * " + weekday);
            }
        }
    }

    private static void explain(String expression) throws Exception {
        Schedule schedule = Schedule.parse(expression);
        for (boolean chinese : new boolean[] {false, true}) {
            String words = Wording.of(chinese).words(schedule);
            assertTrue(words.length() > 5 && !words.contains("null") && !words.contains(" and and") && !words.contains(", ,"),
                    () -> expression + ": " + words);
        }
    }

    @Test
    void tellsTheNextFiveTimesOfTheZone() {
        String out = agent.dcms("explain", "0 0 1 1 *", "--zone", "Asia/Shanghai").out();

        assertTrue(out.matches("(?s)at 00:00, .*\\nnext, in Asia/Shanghai:\\n(  [0-9]{4}-01-01T00:00:00\\+08:00\\n){5}"), out);
    }

    @Test
    void warnsOfWhatNeverRuns() {
        assertEquals("at 00:00, on day 31 of the month, in February\n! never runs: no day of 1970-2099 matches\nit is never due\n",
                agent.dcms("explain", "0 0 31 2 *").out());
    }

    @Test
    void forScripts() {
        assertEquals("{\"expression\":\"@reboot\",\"meaning\":\"once each time that the machine starts\",\"warnings\":[],"
                + "\"next\":[]}\n", agent.dcms("explain", "--json", "@reboot").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL", "LC_MESSAGES", "LANG"})
    void aChineseLocaleIsAnsweredInChinese(String variable) {
        agent.environment.put(variable, "zh_TW.UTF-8");

        assertTrue(agent.dcms("explain", "@daily").out().startsWith("每天，00:00 执行\n接下来（时区 "));
        agent.environment.put("LC_ALL", "C.UTF-8");
        assertFalse(agent.dcms("explain", "@daily").out().startsWith("每天"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "61 * * * *         | field 1 (minute): 61 is over 59: give 0-59 (and *, lists, ranges, steps): \"61 * * * *\"",
        "--lang=fr @daily   | --lang \"fr\": give en or zh",
        "--zone=Mars @daily | --zone \"Mars\" is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30"})
    void refusesNonsense(String arguments, String message) {
        String[] words = arguments.startsWith("--") ? ("explain " + arguments).split(" ") : new String[] {"explain", arguments};

        assertEquals(new FakeAgent.Ran(2, "", "dcms explain: " + message + "\n"), agent.dcms(words));
    }
}
