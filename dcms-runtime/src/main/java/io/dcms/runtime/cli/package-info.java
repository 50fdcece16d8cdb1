/** {@code dcms ...}: a client of the REST API, and the commands that need no agent. */
package io.dcms.runtime.cli;
