package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the documentation. Its fenced blocks have a language: {@code sh} is for the reader to type and for the tests to run,
 * {@code text} and {@code json} right below it are what that prints, {@code console} can't be run on one machine in a test.
 *
 * @param name   below the folder that the tarball makes, such as {@code docs/rest.md}
 * @param text   all of it
 * @param blocks its fenced blocks, in order
 */
record DocPage(String name, String text, List<Block> blocks) {
    private static final String FENCE = "```";

    /**
     * A fenced block.
     *
     * @param page     whose it is
     * @param heading  the heading that it stands below, of whatever level
     * @param line     of its fence, from 1
     * @param language what the fence says
     * @param text     between the fences
     * @param attached whether nothing but blank lines lies between it and the block before
     */
    record Block(String page, String heading, int line, String language, String text, boolean attached) {

        String place() {
            return page + ", line " + line;
        }
    }

    static DocPage of(UnpackedTarball dcms, String name) throws IOException {
        return read(dcms.path(name), name);
    }

    static DocPage read(Path file, String name) throws IOException {
        String text = Files.readString(file);
        return new DocPage(name, text, blocks(name, text.lines().toList()));
    }

    private static List<Block> blocks(String name, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        boolean attached = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
                blocks.add(new Block(name, heading, i + 1, line.substring(FENCE.length()),
                        String.join("\n", lines.subList(i + 1, end)) + "\n", attached));
                i = end;
                attached = true;
            } else if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ ", "");
                attached = false;
            } else if (!line.isBlank()) {
                attached = false;
            }
        }
        return blocks;
    }

    /** The same page with the blocks of one section alone, without those of the sections below it. */
    DocPage section(String heading) {
        List<Block> own = blocks.stream().filter(block -> block.heading.equals(heading)).toList();
        if (own.isEmpty()) {
            throw new AssertionError(name + " has no section \"" + heading + "\" with a block");
        }
        return new DocPage(name, text, own);
    }

    /** The same page up to its first so many blocks. */
    DocPage first(int count) {
        return new DocPage(name, text, blocks.subList(0, count));
    }
}
