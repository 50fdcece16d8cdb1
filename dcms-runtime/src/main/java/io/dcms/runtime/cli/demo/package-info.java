/**
 * {@code dcms demo}: real scripts, run by a real agent, and an account of what becomes of them.
 *
 * <p>The demo is an outsider to its agent: it starts {@code bin/dcms-agent} as anybody would, learns of runs from the REST API
 * and from its own webhook receiver, and stops the agent by a signal. {@link io.dcms.runtime.cli.demo.Story} is what it shows.
 *
 * <p>RATIONALE. The agent asks the kernel for a TERM when the demo dies ({@code setpriv --pdeathsig}): whoever tries a demo and
 * kills it shall not find an agent on the machine a week later. Ctrl-C in a terminal reaches both; the TERM that the demo then
 * sends is the agent's second signal, which makes it stop at once.
 */
package io.dcms.runtime.cli.demo;
