/** What a job, a run of it and a report of that run are: records and enums without behaviour that needs a clock or I/O. */
package io.dcms.api;
