/**
 * Jobs and runs as JSON: as they stand in the jobs file, in the last good list of jobs, in the journal of reports and in bodies
 * of REST calls. Pure.
 */
package io.dcms.runtime.document;
