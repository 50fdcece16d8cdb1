/**
 * What the supervisor of the agent is told of it: systemd, where it says in {@code NOTIFY_SOCKET} that it listens.
 *
 * <p>RATIONALE. The protocol is datagrams to a Unix socket, and JDK 17 has Unix sockets for streams only. So systemd's own program,
 * {@code systemd-notify}, is asked to send them: it speaks in its parent's name if it may, that is as root, so that the unit needs
 * no {@code NotifyAccess=all}, with which any task could tell systemd which process is the agent. It costs a process of some
 * milliseconds now and then, and it may hang as any process: it is waited for by a thread of its own, for a while.
 */
package io.dcms.runtime.service;
