/**
 * What tasks print: the logs that it goes to ({@link io.dcms.runtime.output.LogFiles}), what is read of one run's while it grows and at
 * its end ({@link io.dcms.runtime.output.RunOutput}), and the folders of old ones, to be removed by age
 * ({@link io.dcms.runtime.output.LogFolders}). Knows nothing of processes: a task writes its log itself.
 */
package io.dcms.runtime.output;
