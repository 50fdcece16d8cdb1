package io.dcms.runtime.process;

import java.util.List;
import java.util.SortedMap;

/**
 * What a launcher is told of a run, in no language yet.
 *
 * @param folder    where it starts; empty for its user's home
 * @param variables what its environment has in addition to those of its user, or instead of them
 * @param command   the executor and its arguments
 */
record Order(String taskId, String folder, SortedMap<String, String> variables, List<String> command) {

    String executor() {
        return command.get(0);
    }
}
