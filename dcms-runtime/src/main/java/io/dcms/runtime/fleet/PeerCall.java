package io.dcms.runtime.fleet;

/**
 * What is asked of another agent.
 *
 * @param method      of HTTP
 * @param path        encoded, with its query, from the first slash on
 * @param contentType of the body; empty = it is not said
 * @param body        what is sent; not to be changed
 * @param caller      for whom
 * @param isLong      the answer goes on for as long as something runs, and may be silent meanwhile
 */
public record PeerCall(String method, String path, String contentType, byte[] body, OnBehalf caller, boolean isLong) {
}
