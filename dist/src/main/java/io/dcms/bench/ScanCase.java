package io.dcms.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An output and what is looked for in it, in vain: a hit ends a scan.
 *
 * @param name       for people
 * @param expression as in {@code msg_filter}
 * @param part       what the output repeats
 */
record ScanCase(String name, String expression, byte[] part) {

    private static final int PART = 1 << 20;
    private static final String THREE = "fatal|failed|error";

    /** Some of them are nearly keywords: that is what logs are like. */
    private static final String[] WORDS = (""
            + "the of and to in is for on that by this with it not be are from at as all new more will can about has no request "
            + "response server client connection established closed after retry attempt user session token cache miss refreshed "
            + "table row inserted processing batch order payment customer account balance transferred successfully completed "
            + "started stopping worker thread pool queue default interval scheduler fired next details available total retail "
            + "fallback failover infer mirror terrace listener loading configuration property value null true false https GET "
            + "POST status bytes sent received compressing archive rotating file directory replication lag leader elected "
            + "follower heartbeat partition offset commit transaction checkpoint flush memory heap usage").split(" ");
    private static final String[] LEVELS = {"INFO ", "INFO ", "INFO ", "DEBUG", "DEBUG", "WARN ", "TRACE"};
    private static final String CHINESE = "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学只以主会样年想生同老"
            + "中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些现山民候经发工向事命给长水几义三声于高手知理眼志点心战二问"
            + "但身方实吃做叫当住听革打呢真全才四已所敌之最光产情路分总条白话东席次亲如被花口放儿常气五第使写军吧失败错误异常";

    static List<ScanCase> all() {
        byte[] log = log(1, List.of(), 0);
        List<String> nearly = List.of("fata", "faile", "erro", "err or");
        return List.of(
                new ScanCase("3 keywords, a log", THREE, log),
                new ScanCase("1 keyword", "error", log),
                new ScanCase("30 keywords", words(30), log),
                new ScanCase("300 keywords", words(300), log),
                new ScanCase("begin with e, s and t", "exception|segfault|terminated", log),
                new ScanCase("of 3 and more letters", "oom|fail:|panic", log),
                new ScanCase("of 2 letters", "ko|zq|qx", log),
                new ScanCase("of 1 byte", "~|^|#", log),
                new ScanCase("Chinese", "失败|错误|异常", chinese()),
                new ScanCase("each 10th word nearly one", THREE, log(2, nearly, 10)),
                new ScanCase("each 3rd word nearly one", THREE, log(3, nearly, 3)),
                new ScanCase("each word nearly one", THREE, utf8("erro fata faile ")),
                new ScanCase("the same letter", "aaaaaaaaaaaab", utf8("a")),
                new ScanCase("two letters in turn", "ab".repeat(100) + "c|" + "ba".repeat(150) + "c", utf8("ab")),
                new ScanCase("beginnings of 300", words(300), beginnings(words(300))),
                new ScanCase("300 of 60 letters", longWords(), log(4, nearly(longWords()), 12)),
                new ScanCase("beginnings of these", longWords(), beginnings(longWords())),
                new ScanCase("of any length", longWords(), anyBeginnings(longWords())));
    }

    /** The output, so many bytes of it. */
    byte[] output(int size) {
        byte[] output = new byte[size];
        for (int at = 0; at < size; at += part.length) {
            System.arraycopy(part, 0, output, at, Math.min(part.length, size - at));
        }
        return output;
    }

    private static byte[] log(int seed, List<String> spices, int each) {
        Random random = new Random(seed);
        StringBuilder log = new StringBuilder();
        for (int millis = 0; log.length() < PART; millis += random.nextInt(900)) {
            log.append(String.format(Locale.ROOT, "2026-11-23T14:%02d:%02d.%03dZ %s [worker-%d] com.example.%s -", millis / 60_000 % 60,
                    millis / 1000 % 60, millis % 1000, one(LEVELS, random), random.nextInt(16), one(WORDS, random)));
            for (int words = 4 + random.nextInt(14); words > 0; words--) {
                log.append(' ').append(!spices.isEmpty() && random.nextInt(each) == 0
                        ? spices.get(random.nextInt(spices.size())) : one(WORDS, random));
                log.append(random.nextInt(8) == 0 ? "=" + random.nextInt(100_000) : "");
            }
            log.append('\n');
        }
        return utf8(log.toString());
    }

    private static byte[] chinese() {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        while (text.length() < PART / 3) {
            for (int characters = 10 + random.nextInt(60); characters > 0; characters--) {
                text.append(CHINESE.charAt(random.nextInt(CHINESE.length())));
            }
            text.append('\n');
        }
        return utf8(text.toString().replaceAll("失败|错误|异常", "好好"));
    }

    /** Invented words that end in {@code x} or {@code q}, as no other word here does. */
    private static String words(int count) {
        Random random = new Random(count);
        String[] syllables = "ab cor den fil gra hun jok lim mun nop pra ue rin sto tur vel we yor zim est ter ing con pre sub".split(" ");
        StringJoiner words = new StringJoiner("|");
        for (int word = 0; word < count; word++) {
            StringBuilder letters = new StringBuilder();
            for (int syllable = 2 + random.nextInt(3); syllable > 0; syllable--) {
                letters.append(one(syllables, random));
            }
            words.add(letters.append(random.nextBoolean() ? 'x' : 'q'));
        }
        return words.toString();
    }

    /** Of letters that have no order; they end in {@code x}, too. */
    private static String longWords() {
        Random random = new Random(60);
        return Stream.generate(() -> random.ints(59, 'a', 'p').mapToObj(Character::toString).collect(Collectors.joining("", "", "x")))
                .limit(300).collect(Collectors.joining("|"));
    }

    /** All but their last letter, one word after the other. */
    private static byte[] beginnings(String keywords) {
        return cut(keywords, String::length);
    }

    /** As {@link #beginnings}, any number of letters of each. */
    private static byte[] anyBeginnings(String keywords) {
        Random random = new Random(8);
        return cut(keywords, word -> 1 + random.nextInt(word.length()));
    }

    private static byte[] cut(String keywords, ToIntFunction<String> length) {
        Random random = new Random(7);
        List<String> words = nearly(keywords);
        StringBuilder text = new StringBuilder();
        while (text.length() < PART) {
            String word = words.get(random.nextInt(words.size()));
            text.append(word, 0, length.applyAsInt(word));
        }
        return utf8(text.toString());
    }

    private static List<String> nearly(String keywords) {
        return Arrays.stream(keywords.split("\\|")).map(word -> word.substring(0, word.length() - 1)).toList();
    }

    private static String one(String[] words, Random random) {
        return words[random.nextInt(words.length)];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
