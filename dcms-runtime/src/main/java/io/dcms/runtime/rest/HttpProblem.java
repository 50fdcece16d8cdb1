package io.dcms.runtime.rest;

/** A call can't be answered as asked. Becomes {@code {"ret":<status>,"msg":"<message>"}} with that status. */
final class HttpProblem extends Exception {

    final int status;
    /** The methods that would be right, for 405; else empty. */
    final String allow;

    HttpProblem(int status, String message) {
        this(status, message, "");
    }

    private HttpProblem(int status, String message, String allow) {
        super(message);
        this.status = status;
        this.allow = allow;
    }

    static HttpProblem badRequest(String message) {
        return new HttpProblem(400, message);
    }

    static HttpProblem notFound(String message) {
        return new HttpProblem(404, message);
    }

    static HttpProblem notAllowed(String method, String allow) {
        return new HttpProblem(405, method + " is not for this address: use " + allow, allow);
    }
}
