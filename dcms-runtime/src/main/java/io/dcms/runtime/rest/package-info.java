/**
 * REST: a thin layer on the JDK's HttpServer. Routes are a table ({@link io.dcms.runtime.rest.Routes}), resources answer calls,
 * and one place, {@link io.dcms.runtime.rest.RestServer}, writes errors. Reads come from the timeline's snapshot; what changes
 * something goes through {@link io.dcms.runtime.rest.Control}.
 */
package io.dcms.runtime.rest;
