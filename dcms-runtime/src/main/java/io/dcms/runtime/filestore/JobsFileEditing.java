package io.dcms.runtime.filestore;

import io.dcms.api.Job;
import io.dcms.runtime.document.JobsText;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.JobNameTakenException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Edits the file of jobs, one job at a time. */
final class JobsFileEditing implements JobEditing {

    private final JobsFile file;
    /** No job had a higher one, as far as was ever seen. */
    private final AtomicLong highestId = new AtomicLong();

    JobsFileEditing(JobsFile file) {
        this.file = file;
    }

    /** Notes the ids of jobs, so that none of them is ever given to another job. Any thread. */
    void remember(List<PlacedJob> jobs) {
        jobs.forEach(placed -> highestId.accumulateAndGet(placed.job().id(), Math::max));
    }

    @Override
    public long create(Job job, List<String> hosts) throws IOException, ConfigException, JobNameTakenException {
        AtomicLong id = new AtomicLong();
        file.edit(text -> {
            JobsText jobs = understood(text);
            id.set(freeId());
            Job created = job.toBuilder().id(id.get()).build();
            requireFreeName(created, jobs);
            return checked(created, jobs.with(new PlacedJob(created, hosts)));
        });
        highestId.accumulateAndGet(id.get(), Math::max);
        return id.get();
    }

    @Override
    public boolean change(Job job, Optional<List<String>> hosts) throws IOException, ConfigException, JobNameTakenException {
        return editIfThere(job.id(), jobs -> {
            requireFreeName(job, jobs);
            if (hosts.isEmpty() && !jobs.tellsHostsOf(job.id())) {
                throw new ConfigException("hosts: those of job " + job.id() + " can't be read: give an array of host names");
            }
            return checked(job, jobs.with(job, hosts));
        });
    }

    @Override
    public boolean remove(long id) throws IOException {
        try {
            return editIfThere(id, jobs -> jobs.without(id));
        } catch (ConfigException | JobNameTakenException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Edit {
        String apply(JobsText jobs) throws IOException, ConfigException, JobNameTakenException;
    }

    private boolean editIfThere(long id, Edit edit) throws IOException, ConfigException, JobNameTakenException {
        boolean[] there = new boolean[1];
        file.edit(text -> {
            JobsText jobs = understood(text);
            there[0] = jobs.jobs().stream().anyMatch(placed -> placed.job().id() == id);
            return there[0] ? edit.apply(jobs) : text;
        });
        return there[0];
    }

    private JobsText understood(String text) throws IOException {
        JobsText jobs = file.understood(text);
        remember(jobs.jobs());
        return jobs;
    }

    private long freeId() throws ConfigException {
        long highest = highestId.get();
        if (highest == Long.MAX_VALUE) {
            throw new ConfigException("id: job " + highest + " has the highest there is: give it a lower one to make room");
        }
        return highest + 1;
    }

    private static void requireFreeName(Job job, JobsText jobs) throws JobNameTakenException {
        for (PlacedJob other : jobs.jobs()) {
            if (other.job().id() != job.id() && other.job().name().equals(job.name())) {
                throw new JobNameTakenException(job.name(), other.job().id());
            }
        }
    }

    /** Refuses a job that would be read back with a defect. */
    private String checked(Job job, String text) throws IOException, ConfigException {
        for (PlacedJob placed : file.understood(text).jobs()) {
            Job read = placed.job();
            if (read.id() == job.id() && !read.defect().isEmpty()) {
                throw new ConfigException(read.defect());
            }
            if (read.id() == job.id() && read.options().isEmpty() != job.options().isBlank()) {
                throw new ConfigException("options: \"" + job.options() + "\": give a JSON object");
            }
        }
        return text;
    }
}
