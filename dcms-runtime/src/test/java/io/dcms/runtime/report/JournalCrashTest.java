package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent dies at any instruction: what it promised is kept by the next one. */
class JournalCrashTest {

    private static final List<String> HOOKS = List.of("", "good", "slow", "dead");

    @TempDir
    private Path temp;

    /** The agent was killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /**
     * Kills the agent at an operation, before it or, if it writes, in the middle of it. What is written outlives the agent, so
     * that nothing need be forced.
     */
    private static final class DeadlyDisk extends Disk {
        private long left;

        private DeadlyDisk(long operations) {
            left = operations;
        }

        private void live() {
            if (left-- == 0) {
                throw new Killed();
            }
        }

        @Override
        FileChannel create(Path file) throws IOException {
            live();
            return super.create(file);
        }

        @Override
        FileChannel open(Path file) throws IOException {
            live();
            return super.open(file);
        }

        @Override
        void write(FileChannel file, byte[] bytes, long position) throws IOException {
            live();
            int half = bytes.length / 2;
            super.write(file, Arrays.copyOf(bytes, half), position);
            live();
            super.write(file, Arrays.copyOfRange(bytes, half, bytes.length), position + half);
        }

        @Override
        void force(FileChannel file) {
            live();
        }

        @Override
        void forceFolder(Path folder) {
            live();
        }

        @Override
        void truncate(FileChannel file, long size) throws IOException {
            live();
            super.truncate(file, size);
        }

        @Override
        void move(Path from, Path to) throws IOException {
            live();
            super.move(from, to);
        }

        @Override
        void delete(Path file) throws IOException {
            live();
            super.delete(file);
        }
    }

    /** A life of many agents, and all that the outside heard. */
    private static final class Life {
        private final JournalSite site;
        private final Random random;
        private final List<Long> toStore = new ArrayList<>();
        private final Map<String, List<Long>> toHook = new HashMap<>();
        private final Map<Long, String> announced = new HashMap<>();
        /** What the agent that lives has heard to be taken, and what it or another has written down as taken. */
        private long takenRow;
        private final Set<Long> takenHooks = new HashSet<>();
        private long acknowledgedRow;
        private final Set<Long> acknowledged = new HashSet<>();
        private long lastId;
        private boolean fresh;

        private Life(Path workDir, long seed) {
            site = new JournalSite(workDir);
            random = new Random(seed);
            site.limits = new Journal.Limits(600 + 700 * (seed % 4), 1 << 20, 1 << 20, 1000);
        }

        /** @return false if nobody was killed */
        private boolean live(int steps, long operations) throws IOException {
            try {
                start(new DeadlyDisk(operations));
                for (int step = 0; step < steps; step++) {
                    step();
                }
                return false;
            } catch (Killed e) {
                return true;
            }
        }

        private void start(Disk disk) {
            takenRow = 0;
            takenHooks.clear();
            fresh = true;
            site.disk = disk;
            site.start();
        }

        private void step() throws IOException {
            switch (random.nextInt(5)) {
                case 0, 1 -> report(1 + random.nextInt(4));
                case 2 -> store(1 + random.nextInt(6));
                case 3 -> tell("good", 5);
                default -> tell("slow", 1);
            }
        }

        private void report(int count) {
            Map<Long, String> made = new HashMap<>();
            List<Report> reports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String hook = HOOKS.get(random.nextInt(10) == 0 ? 3 : random.nextInt(3));
                made.put(++lastId, hook);
                reports.add(JournalSite.report(lastId, hook, "x".repeat(random.nextInt(100))));
            }
            work(reports);
            announced.putAll(made);
        }

        private void work(List<Report> reports) {
            site.journal.work(reports);
            acknowledgedRow = Math.max(acknowledgedRow, takenRow);
            acknowledged.addAll(takenHooks);
        }

        private void store(int most) throws IOException {
            List<Long> ids = site.store(most);
            assertEquals(ids.stream().sorted().distinct().toList(), ids);
            if (!ids.isEmpty()) {
                assertTrue(ids.get(0) > acknowledgedRow, "told of " + ids + " after all up to " + acknowledgedRow);
                long known = toStore.isEmpty() ? 0 : toStore.get(toStore.size() - 1);
                assertTrue(ids.get(0) > known || fresh, "in order");
                fresh = false;
                takenRow = ids.get(ids.size() - 1);
            }
            toStore.addAll(ids);
        }

        private void tell(String hook, int most) throws IOException {
            List<Long> before = toHook.computeIfAbsent(hook, path -> new ArrayList<>());
            for (long id : site.tell(hook, most)) {
                assertFalse(acknowledged.contains(id), "told again of " + id);
                before.add(id);
                takenHooks.add(id);
            }
        }

        /** The next agent, which is not killed, delivers all. */
        private void end() throws IOException {
            start(new DeadlyDisk(Long.MAX_VALUE));
            Map<String, Integer> before = new HashMap<>();
            HOOKS.forEach(hook -> before.put(hook, toHook.computeIfAbsent(hook, path -> new ArrayList<>()).size()));
            int rows = toStore.size();
            for (int i = 0; i < 100 && site.journal.rowsWaiting() + site.journal.hooksWaiting() > 0; i++) {
                store(7);
                HOOKS.subList(1, 4).forEach(hook -> {
                    try {
                        tell(hook, 3);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                work(List.of());
            }
            assertSorted(toStore.subList(rows, toStore.size()));
            HOOKS.subList(1, 4).forEach(hook -> assertSorted(toHook.get(hook).subList(before.get(hook), toHook.get(hook).size())));
            announced.forEach((id, hook) -> {
                assertTrue(toStore.contains(id), "the store lacks " + id);
                assertTrue(hook.isEmpty() || toHook.get(hook).contains(id), hook + " lacks " + id);
            });
            work(List.of());
            assertEquals(0, site.journal.rowsWaiting());
            assertEquals(0, site.journal.hooksWaiting());
            assertTrue(site.files("reports-*").size() <= 1, "what is done is deleted");
        }

        private static void assertSorted(List<Long> ids) {
            assertEquals(ids.stream().sorted().distinct().toList(), ids);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void nothingIsLostOrOutOfOrderWhereverItIsKilled(long seed) throws IOException {
        int operation = 0;
        boolean killed = true;
        while (killed) {
            Life life = new Life(Files.createDirectory(temp.resolve(String.valueOf(operation))), seed);
            killed = life.live(60, operation++);
            life.end();
        }
        assertTrue(operation > 100, "there is more to kill than " + operation);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void norIfItIsKilledAgainAndAgain(long seed) throws IOException {
        Life life = new Life(temp, seed);
        for (int kills = 0; kills < 100; kills++) {
            life.live(40, life.random.nextInt(120));
        }
        life.end();
    }

    @Test
    void whereverTheLastLineIsTornAllLinesBeforeItAreThere() throws IOException {
        JournalSite site = new JournalSite(temp);
        site.disk = new DeadlyDisk(Long.MAX_VALUE);
        site.start();
        site.report(1, 3, "good");
        site.journal.close();
        Path file = site.files("reports-*").get(0);
        byte[] bytes = Files.readAllBytes(file);
        List<Integer> ends = new ArrayList<>();
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                ends.add(at + 1);
            }
        }
        for (int size = 0; size <= bytes.length; size++) {
            Files.write(file, Arrays.copyOf(bytes, size), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            site.start();
            int cut = size;
            List<Long> whole = LongStream.range(1, ends.stream().filter(end -> end <= cut).count()).boxed().toList();
            site.report(9, 9, "good");
            assertEquals(plus(whole, 9L), site.store(10));
            assertEquals(plus(whole, 9L), site.tell("good", 10));
            site.journal.close();
            for (Path left : site.folder.files("*")) {
                Files.delete(left);
            }
        }
    }

    private static List<Long> plus(List<Long> ids, long id) {
        List<Long> all = new ArrayList<>(ids);
        all.add(id);
        return all;
    }
}
