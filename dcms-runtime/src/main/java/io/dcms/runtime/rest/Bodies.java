package io.dcms.runtime.rest;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;

/** Reads what comes with calls, and bounds what all of it takes of the agent's memory. */
final class Bodies {

    static final byte[] NONE = new byte[0];

    /** As much as one argument of a program may have. What is wrong with a body may be told in a hundred times its size. */
    private static final long MOST_BYTES = 1 << 17;
    private static final int MOST_KIB_AT_ONCE = 2 * 128;

    private final Answers answers;
    private final Semaphore room = new Semaphore(MOST_KIB_AT_ONCE);

    Bodies(Answers answers) {
        this.answers = answers;
    }

    /** Uses a body. */
    interface Use {
        void of(byte[] body) throws IOException, HttpProblem;
    }

    /** Reads the body of a call for one use of it, {@link #NONE} if there is none. */
    void read(HttpExchange exchange, Use use) throws IOException, HttpProblem {
        if (!isThere(exchange)) {
            use.of(NONE);
            return;
        }
        int kib = (int) ((declared(exchange) + 1023) / 1024);
        if (!answers.acquire(room, kib)) {
            skip(exchange);
            throw new HttpProblem(503, "too many slow senders: try again");
        }
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            copy(exchange, body);
            use.of(body.toByteArray());
        } finally {
            room.release(kib);
        }
    }

    /**
     * Lets a body pass that means nothing, if it is small. It is read to its end: the server would cut off the connection of a
     * body that is left lying, and the answer with it.
     */
    static void skip(HttpExchange exchange) throws IOException, HttpProblem {
        if (isThere(exchange)) {
            copy(exchange, OutputStream.nullOutputStream());
        }
    }

    private static boolean isThere(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        return headers.containsKey("Content-Length") || headers.containsKey("Transfer-Encoding");
    }

    /** How many bytes will come; the most that may, if it is not said. */
    private static long declared(HttpExchange exchange) throws HttpProblem {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length == null || !length.matches("[0-9]{1,18}")) {
            return MOST_BYTES;
        }
        if (Long.parseLong(length) > MOST_BYTES) {
            throw new HttpProblem(413, "the body has " + length + " bytes, the most is " + MOST_BYTES);
        }
        return Long.parseLong(length);
    }

    private static void copy(HttpExchange exchange, OutputStream to) throws IOException, HttpProblem {
        declared(exchange);
        InputStream body = exchange.getRequestBody();
        byte[] chunk = new byte[8192];
        long taken = 0;
        for (int read = read(body, chunk); read >= 0; read = read(body, chunk)) {
            taken += read;
            if (taken > MOST_BYTES) {
                throw new HttpProblem(413, "the body has more than " + MOST_BYTES + " bytes, which is the most");
            }
            to.write(chunk, 0, read);
        }
    }

    private static int read(InputStream body, byte[] chunk) throws UnreadBody {
        try {
            return body.read(chunk);
        } catch (IOException e) {
            throw new UnreadBody(e);
        }
    }
}
