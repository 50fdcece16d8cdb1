package io.dcms.runtime.filestore;

import io.dcms.api.Job;
import java.util.List;

/**
 * A job and where it belongs.
 *
 * @param hosts host names; {@code *} = every host
 */
record PlacedJob(Job job, List<String> hosts) {

    static final String EVERY_HOST = "*";

    /** Whether it belongs to a host. Host names don't differ by case. */
    boolean isOn(String host) {
        return hosts.stream().anyMatch(name -> name.equals(EVERY_HOST) || name.equalsIgnoreCase(host));
    }
}
