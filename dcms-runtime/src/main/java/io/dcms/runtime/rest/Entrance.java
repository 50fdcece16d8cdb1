package io.dcms.runtime.rest;

import io.dcms.runtime.access.Access;
import io.dcms.runtime.access.Audit;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the server is entered.
 *
 * @param access who is let in
 * @param audit  hears of each call that changes something, or would
 * @param tls    with whose certificate it speaks; empty = in the clear
 */
public record Entrance(Access access, Audit audit, Optional<SSLContext> tls) {
}
