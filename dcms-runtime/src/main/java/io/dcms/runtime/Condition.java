package io.dcms.runtime;

import io.dcms.runtime.config.AgentSettings;
import io.dcms.runtime.schedule.Timeline;
import io.dcms.runtime.service.ServiceManager;
import io.dcms.runtime.sync.SyncThread;
import java.time.Duration;

/** How the agent does, for its supervisor. */
record Condition(AgentSettings settings, Timeline timeline, SyncThread sync) implements ServiceManager.View {

    /** REST listens since before anybody asks. */
    @Override
    public boolean isReady() {
        return sync.loaded();
    }

    @Override
    public String status() {
        String trouble = sync.trouble().map(text -> "; " + text).orElse("");
        return sync.loaded() ? timeline.snapshot().jobCount() + " jobs of the store " + settings.store() + ", "
                + timeline.snapshot().active().size() + " tasks" + trouble : "no jobs yet" + trouble;
    }

    @Override
    public Duration silence() {
        return timeline.silence();
    }
}
