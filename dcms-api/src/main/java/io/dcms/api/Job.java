package io.dcms.api;

import java.util.Objects;

/**
 * A job as its store has it: nothing here has been checked but for {@code null}. The agent validates a job as a whole
 * when it arrives, so a store hands on what it read and judges nothing.
 *
 * @param id             the store's number for it, unique in the store
 * @param name           for people; any characters
 * @param createUser     who made it; any characters, may be empty
 * @param executor       the absolute path of the program to run
 * @param executorFlags  its arguments, split as a POSIX shell would, nothing expanded
 * @param signature      the executor's md5 in hex, or {@code sha256:} and its SHA-256 in hex
 * @param runner         the name of the user that runs it, never root
 * @param timeout        seconds that a run may take, 0 = any number
 * @param timeoutTrigger what to do with a run that takes longer
 * @param disabled       true = not scheduled
 * @param schedule       a cron expression
 * @param hook           a URI that is told of timeouts and ends, its scheme naming the hook plugin; empty = none
 * @param msgFilter      what must not stand in the output of a run, empty = anything may
 * @param createAt       unix seconds of its last change
 * @param options        a JSON object with what the columns above have no place for; empty = all defaults
 * @param defect         what the store could not read of this job, naming the field and what it may hold; empty = it
 *                       read all. A job with a defect is not run as it stands: its last good version stays in force
 */
public record Job(long id, String name, String createUser, String executor, String executorFlags, String signature,
                  String runner, long timeout, TimeoutTrigger timeoutTrigger, boolean disabled, String schedule,
                  String hook, String msgFilter, long createAt, String options, String defect) {

    public Job {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createUser, "createUser");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(executorFlags, "executorFlags");
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(runner, "runner");
        Objects.requireNonNull(timeoutTrigger, "timeoutTrigger");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(hook, "hook");
        Objects.requireNonNull(msgFilter, "msgFilter");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(defect, "defect");
    }

    /** As every record has it. Written out: the JVM would make it anew in each process, of a hundred small classes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Job job && id == job.id && timeout == job.timeout && timeoutTrigger == job.timeoutTrigger
                && disabled == job.disabled && createAt == job.createAt && name.equals(job.name) && createUser.equals(job.createUser)
                && executor.equals(job.executor) && executorFlags.equals(job.executorFlags) && signature.equals(job.signature)
                && runner.equals(job.runner) && schedule.equals(job.schedule) && hook.equals(job.hook)
                && msgFilter.equals(job.msgFilter) && options.equals(job.options) && defect.equals(job.defect);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    /** A builder for the job with this id and name: every text empty, every number 0, enabled. */
    public static Builder builder(long id, String name) {
        return new Builder(id, name);
    }

    /** A builder that begins with this job's values. */
    public Builder toBuilder() {
        return new Builder(id, name).createUser(createUser).executor(executor).executorFlags(executorFlags)
                .signature(signature).runner(runner).timeout(timeout).timeoutTrigger(timeoutTrigger).disabled(disabled)
                .schedule(schedule).hook(hook).msgFilter(msgFilter).createAt(createAt).options(options).defect(defect);
    }

    /** Names the parts of a job where sixteen constructor arguments would not. Belongs to one thread. */
    public static final class Builder {
        private long id;
        private String name;
        private String createUser = "";
        private String executor = "";
        private String executorFlags = "";
        private String signature = "";
        private String runner = "";
        private long timeout;
        private TimeoutTrigger timeoutTrigger = TimeoutTrigger.IGNORE;
        private boolean disabled;
        private String schedule = "";
        private String hook = "";
        private String msgFilter = "";
        private long createAt;
        private String options = "";
        private String defect = "";

        private Builder(long id, String name) {
            this.id = id;
            this.name = name;
        }

        public Builder id(long value) {
            id = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder createUser(String value) {
            createUser = value;
            return this;
        }

        public Builder executor(String value) {
            executor = value;
            return this;
        }

        public Builder executorFlags(String value) {
            executorFlags = value;
            return this;
        }

        public Builder signature(String value) {
            signature = value;
            return this;
        }

        public Builder runner(String value) {
            runner = value;
            return this;
        }

        public Builder timeout(long seconds) {
            timeout = seconds;
            return this;
        }

        public Builder timeoutTrigger(TimeoutTrigger value) {
            timeoutTrigger = value;
            return this;
        }

        public Builder disabled(boolean value) {
            disabled = value;
            return this;
        }

        public Builder schedule(String value) {
            schedule = value;
            return this;
        }

        public Builder hook(String value) {
            hook = value;
            return this;
        }

        public Builder msgFilter(String value) {
            msgFilter = value;
            return this;
        }

        public Builder createAt(long unixSeconds) {
            createAt = unixSeconds;
            return this;
        }

        public Builder options(String json) {
            options = json;
            return this;
        }

        public Builder defect(String value) {
            defect = value;
            return this;
        }

        public Job build() {
            return new Job(id, name, createUser, executor, executorFlags, signature, runner, timeout, timeoutTrigger,
                    disabled, schedule, hook, msgFilter, createAt, options, defect);
        }
    }
}
