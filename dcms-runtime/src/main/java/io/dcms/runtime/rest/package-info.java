/**
 * REST: a thin layer on the JDK's HttpServer. Routes are a table ({@link io.dcms.runtime.rest.Routes}), resources answer calls,
 * and one place, {@link io.dcms.runtime.rest.RestServer}, writes errors. Reads come from the timeline's snapshot; what changes
 * something goes through {@link io.dcms.runtime.rest.Control}.
 *
 * <p>RATIONALE. What people ask of the store, its history and its edits, goes to it one call at a time, on one thread ({@link
 * io.dcms.runtime.rest.StoreDesk}). A store may hang for minutes: then that thread does, and callers are told within seconds that
 * it is busy. An edit that was told so may still come to pass; it is in the log and in force then like any other.
 *
 * <p>RATIONALE. A secret is shown as {@code ***}, and a job as it is shown may be sent back: so {@code ***} means the secret that
 * it stands for. With another hook address around it the password must be given: who may edit jobs could otherwise have it sent
 * wherever they like.
 *
 * <p>RATIONALE. Each connection that has begun to say something holds a thread until it is answered, so
 * {@link io.dcms.runtime.rest.Deadlines} bounds how long. The JDK's server has two bounds of its own, and both are worse. That for a request ({@code maxReqTime}) closes the
 * connection from a timer that holds the lock which every new request takes: over TLS it says goodbye first, and one caller who lets
 * nothing be written stops the server for good. That for an answer ({@code maxRspTime}) would end who follows a log. An interrupt
 * closes the channel and waits for nobody. Nor may the server say goodbye over TLS when it closes what is done: see
 * {@code io.dcms.runtime.tls.ServerTls}.
 */
package io.dcms.runtime.rest;
