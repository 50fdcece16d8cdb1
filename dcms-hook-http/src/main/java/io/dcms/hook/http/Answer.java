package io.dcms.hook.http;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Takes an answer's status and headers, and drops its body. Reading a small body to its end keeps the connection for the next
 * delivery; over the limit the connection is given up instead. A body that breaks off harms nothing.
 */
final class Answer implements BodyHandler<Void> {

    private static final long BODY_LIMIT = 64 * 1024;

    private volatile ResponseInfo head;

    /** Status and headers; empty as long as they have not come. */
    Optional<ResponseInfo> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public BodySubscriber<Void> apply(ResponseInfo info) {
        head = info;
        return new DroppedBody();
    }

    private static final class DroppedBody implements BodySubscriber<Void> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Subscription subscription;
        private long bytes;

        @Override
        public CompletionStage<Void> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            subscription = newSubscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            for (ByteBuffer buffer : part) {
                bytes += buffer.remaining();
            }
            if (bytes > BODY_LIMIT) {
                subscription.cancel();
                end.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(null);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
