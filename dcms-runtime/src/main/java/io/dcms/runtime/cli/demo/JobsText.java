package io.dcms.runtime.cli.demo;

import io.dcms.runtime.json.JsonWriter;

/** The jobs file of the demo, as a person would write it. Pure. */
final class JobsText {

    private final JsonWriter json = JsonWriter.pretty().array();
    private final String scripts;
    private final String runner;
    private final String hook;
    private final long begin;

    /**
     * @param scripts the folder of the scripts
     * @param runner  who runs the jobs
     * @param hook    the receiver
     * @param begin   unix second of the first story
     */
    JobsText(String scripts, String runner, String hook, long begin) {
        this.scripts = scripts;
        this.runner = runner;
        this.hook = hook;
        this.begin = begin;
    }

    JobsText add(Story story, String signature) {
        json.object()
                .field("id", story.id())
                .field("name", story.title())
                .field("executor", scripts + "/" + story.title())
                .field("executor_flags", "")
                .field("signature", signature)
                .field("runner", runner)
                .field("schedule", story.schedule(begin))
                .field("timeout", story.timeout())
                .field("timeout_trigger", story.timeout() > 0 ? 1 : 0)
                .field("msg_filter", story.forbidden())
                .field("hook", story.hasHook() ? hook : "")
                .field("disabled", false)
                .end();
        return this;
    }

    /** The whole file. Call it once, at the end. */
    String text() {
        return json.end() + "\n";
    }
}
