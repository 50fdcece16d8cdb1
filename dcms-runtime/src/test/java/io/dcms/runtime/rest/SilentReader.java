package io.dcms.runtime.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody who asks again and again and reads no answer. */
final class SilentReader {

    private static final byte[] REQUESTS = "GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100).getBytes(StandardCharsets.UTF_8);

    private SilentReader() {
    }

    /** @return what asks until the connection is closed */
    static Thread askingOn(Socket socket) {
        Thread asking = new Thread(() -> ask(socket), "silent-reader");
        asking.setDaemon(true);
        asking.start();
        return asking;
    }

    private static void ask(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(REQUESTS);
            }
        } catch (IOException e) {
            // It has been cut off.
        }
    }
}
