package io.dcms.runtime.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** {@code /events}: what changes, as it changes, for pages that stay open. Each reader holds a thread, so there are few. */
final class EventsResource {

    private static final int MOST_READERS = 32;
    private static final long LOOK_MILLIS = 500;
    /** Every 15 s: a reader that has gone is noticed, and a reader notices that the agent has. */
    private static final int LOOKS_A_BEAT = 30;

    private final Control control;
    private final InstantSource clock;
    private final Door door;
    private final String id = UUID.randomUUID().toString();
    private final Semaphore readers = new Semaphore(MOST_READERS);

    EventsResource(Control control, InstantSource clock, Door door) {
        this.control = control;
        this.clock = clock;
        this.door = door;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/events", this::events);
    }

    private void events(Call call) throws IOException, HttpProblem {
        if (!readers.tryAcquire()) {
            throw new HttpProblem(503, MOST_READERS + " pages are already being told what changes, which is the limit: ask for "
                    + "/jobs and /tasks from time to time");
        }
        try {
            OutputStream out = call.beginEvents();
            if (!call.isHead()) {
                send(call, out);
            }
            out.close();
        } finally {
            readers.release();
        }
    }

    /** Until the reader has gone, or may look no longer: its token was withdrawn, its session is over. */
    private void send(Call call, OutputStream out) throws IOException {
        EventStream events = new EventStream(control, clock, out);
        events.hello(id);
        for (long looks = 0; call.isStillAdmitted(door); looks++) {
            events.look();
            if (looks > 0 && looks % LOOKS_A_BEAT == 0) {
                events.beat();
            }
            out.flush();
            LogStream.pause(LOOK_MILLIS);
        }
    }
}
