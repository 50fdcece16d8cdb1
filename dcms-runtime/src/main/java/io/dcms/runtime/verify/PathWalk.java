package io.dcms.runtime.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Goes along a path as the kernel does, link by link, and refuses it where somebody who is neither root, the agent nor the
 * runner could put another program in its place: a folder that everybody can write to, unless it is sticky, as {@code /tmp} is,
 * and the entry that the path takes from it belongs to one of those three.
 */
final class PathWalk {

    private static final Path ROOT = Path.of("/");
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private final String executor;
    private final long agent;
    private final long runner;
    private final Deque<Path> rest = new ArrayDeque<>();
    private Path at = ROOT;
    private FileLook look;
    private int links;

    private PathWalk(String executor, long agent, long runner) throws IOException {
        this.executor = executor;
        this.agent = agent;
        this.runner = runner;
        this.look = FileLook.at(ROOT);
        begin(Path.of(executor));
    }

    /**
     * Where a path ends.
     *
     * @param path without links, when it was gone
     */
    record End(Path path, FileLook look) {
    }

    /**
     * @param agent  the agent's user
     * @param runner the runner's
     * @throws NoSuchFileException if there is no such file
     */
    static End go(String executor, long agent, long runner) throws IOException, Refusal {
        PathWalk walk = new PathWalk(executor, agent, runner);
        while (!walk.rest.isEmpty()) {
            walk.step(walk.rest.pop());
        }
        return new End(walk.at, walk.look);
    }

    private void begin(Path path) {
        List<Path> names = new ArrayList<>();
        path.forEach(names::add);
        for (int i = names.size() - 1; i >= 0; i--) {
            rest.push(names.get(i));
        }
    }

    private void step(Path name) throws IOException, Refusal {
        if (!look.folder()) {
            throw new NoSuchFileException(executor);
        }
        if (name.toString().equals("..")) {
            at = at.getParent() == null ? ROOT : at.getParent();
            look = FileLook.at(at, LinkOption.NOFOLLOW_LINKS);
        } else if (!name.toString().equals(".")) {
            enter(at.resolve(name));
        }
    }

    private void enter(Path entry) throws IOException, Refusal {
        FileLook found = FileLook.at(entry, LinkOption.NOFOLLOW_LINKS);
        requireSafe(entry, found);
        if (found.link()) {
            follow(entry);
        } else {
            at = entry;
            look = found;
        }
    }

    private void requireSafe(Path entry, FileLook found) throws Refusal {
        if (!look.writableByOthers()) {
            return;
        }
        if (!look.sticky()) {
            throw new Refusal("executor: everybody can write to the folder " + at + " and so put another program in the place of "
                    + executor + ": chmod o-w " + at);
        }
        if (found.uid() != 0 && found.uid() != agent && found.uid() != runner) {
            throw new Refusal("executor: everybody can write to the folder " + at + ", and " + entry + " belongs to user " + found.uid()
                    + ", who can so put another program in the place of " + executor + ": chown it to root or to the runner");
        }
    }

    private void follow(Path link) throws IOException, Refusal {
        if (++links > MOST_LINKS) {
            throw new Refusal("executor: " + executor + " is a link that leads to too many others, perhaps back to itself: mend it");
        }
        Path target = Files.readSymbolicLink(link);
        if (target.isAbsolute()) {
            at = ROOT;
            look = FileLook.at(ROOT);
        }
        begin(target);
    }
}
