package io.dcms.runtime.wording;

import io.dcms.runtime.wording.CronText.Entry;
import io.dcms.runtime.wording.CronText.Kind;
import java.util.ArrayList;
import java.util.List;

/** Chinese: from the year down to the second, as dates are written. */
final class ChineseWording extends Wording {

    private static final List<String> WEEKDAYS = List.of("周日", "周一", "周二", "周三", "周四", "周五", "周六");
    private static final List<String> ORDINALS = List.of("", "一", "二", "三", "四", "五");

    @Override
    String explain(CronText text) {
        StringBuilder words = new StringBuilder();
        if (!CronText.isAny(text.year())) {
            words.append(listed(items(text.year(), "年", "年"))).append("，");
        }
        if (!CronText.isAny(text.month())) {
            words.append(listed(items(text.month(), "月", "个月"))).append("，");
        }
        List<String> times = times(text);
        return words.append(days(text)).append("，").append(times.isEmpty() ? clock(text) : listed(times) + " ").append("执行").toString();
    }

    private static String clock(CronText text) {
        int second = CronText.single(text.second());
        int minute = CronText.single(text.minute());
        if (second == 0 && minute >= 0) {
            return hourly(text.hour(), minute);
        }
        StringBuilder words = new StringBuilder();
        if (!CronText.isAny(text.hour())) {
            words.append(hours(text.hour())).append("，");
        } else if (!isPace(text.minute())) {
            words.append("每小时");
        }
        if (!CronText.isAny(text.minute()) || !isPace(text.second())) {
            words.append(units(text.minute(), "分钟", "分"));
        }
        return second == 0 ? words.toString() : words.append(units(text.second(), "秒", "秒")).toString();
    }

    /** Once in an hour. */
    private static String hourly(List<Entry> hour, int minute) {
        Entry only = hour.get(0);
        String at = minute == 0 ? "整点" : "第 " + minute + " 分";
        String range = time(only.first(), minute) + " 至 " + time(only.last(), minute);
        if (CronText.isAny(hour)) {
            return "每小时" + at;
        }
        if (CronText.isOnly(hour, Kind.STEP_OF_ALL)) {
            return "从 " + time(0, minute) + " 起每 " + only.step() + " 小时";
        }
        if (CronText.isOnly(hour, Kind.STEP)) {
            return range + " 每 " + only.step() + " 小时";
        }
        return CronText.isOnly(hour, Kind.RANGE) ? range + " 每小时" : hours(hour) + "，" + at;
    }

    private static String hours(List<Entry> hour) {
        if (CronText.isOnly(hour, Kind.RANGE) || CronText.single(hour) >= 0) {
            return time(hour.get(0).first(), 0) + " 至 " + time(hour.get(0).last(), 59);
        }
        return listed(items(hour, "点", "小时"));
    }

    private static boolean isPace(List<Entry> field) {
        return CronText.isAny(field) || CronText.isOnly(field, Kind.STEP_OF_ALL);
    }

    /** @param at the unit as it stands after an ordinal number */
    private static String units(List<Entry> field, String unit, String at) {
        if (CronText.isAny(field)) {
            return "每" + unit;
        }
        if (CronText.isOnly(field, Kind.STEP_OF_ALL)) {
            int step = field.get(0).step();
            return "每 " + step + " " + unit + (60 % step == 0 ? "" : "（每" + (at.equals("秒") ? "分钟" : "小时") + "重新计）");
        }
        return "第 " + listed(items(field, at, unit));
    }

    /** @param each the unit as it stands after a number of them */
    private static List<String> items(List<Entry> field, String unit, String each) {
        List<String> items = new ArrayList<>();
        for (Entry entry : field) {
            String range = entry.first() + " 至 " + entry.last() + " " + unit;
            items.add(switch (entry.kind()) {
                case VALUE -> entry.first() + " " + unit;
                case RANGE -> range;
                default -> range + "中每 " + entry.step() + " " + each + "一次";
            });
        }
        return items;
    }

    private static String days(CronText text) {
        boolean everyDate = CronText.isAny(text.date());
        boolean everyWeekday = CronText.isAny(text.weekday());
        if (everyDate && everyWeekday) {
            return "每天";
        }
        String listed = listed(dates(text.date()));
        String dates = "每月" + (Character.isDigit(listed.charAt(0)) ? " " : "") + listed;
        String weekdays = listed(weekdays(text.weekday()));
        return everyDate ? weekdays : everyWeekday ? dates : dates + "，以及" + weekdays;
    }

    private static List<String> dates(List<Entry> field) {
        List<String> dates = new ArrayList<>();
        for (Entry entry : field) {
            String range = entry.first() + " 至 " + entry.last() + " 日";
            dates.add(switch (entry.kind()) {
                case VALUE -> entry.first() + " 日";
                case RANGE -> range;
                case BEFORE_LAST -> entry.first() == 0 ? "最后一天" : "倒数第 " + (entry.first() + 1) + " 天";
                case LAST_WORKDAY -> "最后一个周一至周五的日子";
                case NEAREST_WORKDAY -> "离 " + entry.first() + " 日最近的周一至周五的日子";
                default -> entry.step() == 1 ? range : range + "中每 " + entry.step() + " 天一次";
            });
        }
        return dates;
    }

    private static List<String> weekdays(List<Entry> field) {
        List<String> weekdays = new ArrayList<>();
        for (Entry entry : field) {
            String day = WEEKDAYS.get(entry.first());
            weekdays.add(switch (entry.kind()) {
                case VALUE -> "每" + day;
                case RANGE -> day + "至" + WEEKDAYS.get(entry.last());
                case LAST_WEEKDAY -> "每月最后一个" + day;
                case NTH_WEEKDAY -> "每月第" + ORDINALS.get(entry.step()) + "个" + day;
                default -> entry.step() == 1 ? "周日至周六"
                        : day + "至" + WEEKDAYS.get(entry.last()) + "中每 " + entry.step() + " 天一次";
            });
        }
        return weekdays;
    }

    private static String listed(List<String> items) {
        return String.join("、", items);
    }

    @Override
    String every(long seconds) {
        StringBuilder words = new StringBuilder("每隔");
        addPart(words, seconds / 3600, "小时");
        addPart(words, seconds / 60 % 60, "分钟");
        addPart(words, seconds % 60, "秒");
        return words.append("，从任务最近一次修改时算起").toString();
    }

    private static void addPart(StringBuilder words, long number, String unit) {
        if (number > 0) {
            words.append(' ').append(number).append(' ').append(unit);
        }
    }

    @Override
    String reboot() {
        return "机器每次开机后执行一次";
    }

    @Override
    public String next(String zone) {
        return "接下来（时区 " + zone + "）：";
    }

    @Override
    public String never() {
        return "永远不会执行";
    }
}
