/**
 * {@code dcms ...}: a client of the REST API, and the commands that need no agent.
 *
 * <p>All commands stand in one table, {@link io.dcms.runtime.cli.Commands}: help, completion and the reading of arguments are made
 * from it. All exit statuses stand in {@code CommandFailed}.
 *
 * <p>RATIONALE. Most of what a command takes is the start of the JVM and the loading of classes: so what {@code dcms jobs} goes
 * through has no regular expression, no {@code String.format}, no formatter of dates and no {@code java.net.http}.
 *
 * <p>RATIONALE. The start script tells whether standard output is a terminal, by the property {@code dcms.terminal}: Java 17 tells
 * it by {@code System.console()} only of input and output together, and later ones not at all in that way.
 *
 * <p>RATIONALE. What an agent answers passes through {@link io.dcms.runtime.text.OneLine} before people see it, since a job's name
 * or output could steer their terminal. What {@code log} and {@code run --wait} print of a task does not: it is what was asked for.
 */
package io.dcms.runtime.cli;
