package io.dcms.runtime.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;

/** What another agent answers: it is the one that was meant, and has let the call in. Belongs to one thread. */
public final class PeerAnswer implements AutoCloseable {

    private final HttpURLConnection connection;
    private final int status;

    PeerAnswer(HttpURLConnection connection, int status) {
        this.connection = connection;
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Its Content-Type; empty if it has none. */
    public String type() {
        String type = connection.getContentType();
        return type == null ? "" : type;
    }

    /** In bytes; negative if it is not known. */
    public long length() {
        return connection.getContentLengthLong();
    }

    public InputStream body() throws IOException {
        return body(connection, status);
    }

    static InputStream body(HttpURLConnection connection, int status) throws IOException {
        InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        return body == null ? InputStream.nullInputStream() : body;
    }

    /** Also in the middle of it. */
    @Override
    public void close() {
        connection.disconnect();
    }
}
