package io.dcms.spi.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A store that several agents share, and that therefore knows of all of them: which there are, which jobs belong to which hosts, and
 * what went wrong anywhere.
 *
 * <p>{@link #announce} and {@link #leave} are called by the thread that records runs, {@link #hindrance} by that one and by the one that
 * calls the others, one at a time, while others read jobs and record runs.
 */
public interface FleetRegister {

    /** Agents that were not seen for so long are forgotten by whoever announces itself next. */
    Duration FORGOTTEN_AFTER = Duration.ofDays(30);

    /**
     * Why this store keeps no register as it is, in a sentence that says what to do about it: such as tables of before there was
     * one. Nothing else is asked of the register then. Empty if it does.
     *
     * @throws IOException if it can't be known
     */
    Optional<String> hindrance() throws IOException;

    /**
     * Says that an agent is there, in the place of what was said of its host before. When that was is told by the store's clock, as
     * those of machines differ.
     *
     * @throws IOException if it was not kept, or perhaps not; the agent announces itself again soon in any case
     */
    void announce(FleetAgent agent) throws IOException;

    /**
     * Says that the agent of a host has stopped in good order, until it is announced again.
     *
     * @throws IOException if it was not kept, or perhaps not
     */
    void leave(String host) throws IOException;

    /**
     * All agents that are not forgotten, by host name.
     *
     * @throws IOException if they can't be read
     */
    List<Sighting> agents() throws IOException;

    /**
     * All jobs, by id, with the hosts that they belong to, by name; none for a job that belongs nowhere.
     *
     * @throws IOException if they can't be read
     */
    List<FleetJob> jobs() throws IOException;

    /**
     * The last runs of any host that {@linkplain io.dcms.api.TaskStatus#FAILED failed}, {@linkplain
     * io.dcms.api.TaskStatus#TIMEOUT went over their timeout} or were {@linkplain io.dcms.api.TaskStatus#KILLED killed}, newest
     * first. Of a run's message only the beginning may be told, which has the reason.
     *
     * @param since the first unix second in which they were started, or refused
     * @param limit at most that many, from 1 on
     * @throws IOException if they can't be read
     */
    List<FleetRun> failures(long since, int limit) throws IOException;

    /**
     * The last run of a job on each host that it belongs to and has run on, by host name; of its message as {@link #failures}.
     *
     * @param limit of so many hosts at most, from 1 on
     * @throws IOException if they can't be read
     */
    List<FleetRun> lastRuns(long jobId, int limit) throws IOException;
}
