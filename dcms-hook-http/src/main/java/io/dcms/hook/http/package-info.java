/**
 * The webhooks that jobs have had all along: the end or timeout of a run is a {@code POST} of a form to the job's
 * {@code hook}, over {@code http} or {@code https}.
 *
 * <p>Settings, each below {@code http.} and {@code https.}: {@code connect_timeout}, 1 to 120 seconds, default 5;
 * {@code request_timeout}, 1 to 600 seconds, default 10, for a delivery as a whole with all its redirects.
 *
 * <h2>RATIONALE</h2>
 * <ul>
 * <li><b>The status line decides.</b> 2xx is taken, anything else is not. What the body says, whether it is whole and whether it
 *     ends within the time limit does not matter once the status is there; at most 64 KiB of it are read, and dropped. A
 *     repetition after a 2xx would tell the receiver the same thing twice for nothing.
 * <li><b>Redirects.</b> 307 and 308 are followed up to five times, since they keep the form; but never from one scheme to the other,
 *     which would tell secrets in the clear or hide that the job's {@code hook} is out of date. 301, 302 and 303 are failures:
 *     clients turn the POST into a GET there, and the report would be lost with a success. The credentials of
 *     the job's URI go to its own host alone.
 * <li><b>Messages</b> name method, scheme, host and port. User-info, query and path are left out: receivers keep their tokens
 *     there.
 * <li><b>A client for each scheme.</b> Both are made with their first delivery, for a process that never delivers should not pay
 *     20 MiB. The second costs a fifth of a MiB more, which is less than state shared between two plugins would.
 * <li><b>HTTP/1.1 alone.</b> The offer to upgrade confuses plain receivers, and one small form gains nothing.
 * <li><b>Proxies and certificates</b> are those of the JVM: {@code -Dhttps.proxyHost}, {@code -Djavax.net.ssl.trustStore}.
 * </ul>
 */
package io.dcms.hook.http;
