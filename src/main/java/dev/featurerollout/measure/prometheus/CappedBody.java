package dev.featurerollout.measure.prometheus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Reads a response body up to a number of bytes and hangs up beyond it. */
final class CappedBody implements HttpResponse.BodyHandler<byte[]> {

    /** The body is larger than it may be. */
    static final class TooLarge extends IOException {}

    private final int maxBytes;
    private volatile boolean begun;

    CappedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether the head of the response was there. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo response) {
        begun = true;
        return new Collector(maxBytes, response.headers().firstValueAsLong("Content-Length"));
    }

    private static final class Collector implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private final int maxBytes;
        private final boolean announcedTooLarge;
        private Subscription subscription;

        Collector(int maxBytes, OptionalLong announced) {
            this.maxBytes = maxBytes;
            this.announcedTooLarge = announced.isPresent() && announced.getAsLong() > maxBytes;
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            subscription = newSubscription;
            if (announcedTooLarge) {
                giveUp();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (body.isDone()) {
                    return;
                }
                if (buffer.remaining() > maxBytes - collected.size()) {
                    giveUp();
                } else {
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    collected.write(bytes, 0, bytes.length);
                }
            }
        }

        private void giveUp() {
            subscription.cancel();
            body.completeExceptionally(new TooLarge());
        }

        @Override
        public void onError(Throwable error) {
            body.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            body.complete(collected.toByteArray());
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }
    }
}
