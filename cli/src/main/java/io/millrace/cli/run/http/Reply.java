package io.millrace.cli.run.http;

import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.Gathering;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * Filled by the client's threads; read by the consumer, at its end or when the time is over. What comes after that is
 * dropped: see Gathering.
 */
/// The answer to a request, as far as it has come.
final class Reply implements BodySubscriber<Reply> {
    /// So much of an error's page is kept, and waited for.
    private static final int MOST_OF_AN_ERROR = 1 << 14;

    private final int status;
    private final HttpHeaders headers;
    private final Gathering body;
    private final CompletableFuture<Reply> complete = new CompletableFuture<>();
    private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

    Reply(ResponseInfo info, Gathering body) {
        this.status = info.statusCode();
        this.headers = info.headers();
        this.body = body;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    /// Returns how many bytes of the body have come.
    long size() {
        return body.size();
    }

    /// Returns the body, or what has come of it. The caller closes it.
    Captured body() {
        return body.finish();
    }

    @Override
    public CompletionStage<Reply> getBody() {
        return complete;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (upstream.compareAndSet(null, subscription)) {
            subscription.request(1);
        } else {
            subscription.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        Flow.Subscription subscription = upstream.get();
        if (subscription == null || complete.isDone()) {
            return;
        }
        try {
            for (ByteBuffer part : parts) {
                body.add(part);
            }
        } catch (IOException e) {
            subscription.cancel();
            complete.completeExceptionally(new IOException("cannot keep the body: " + e, e));
            return;
        }
        if (!Status.isOk(status) && body.size() >= MOST_OF_AN_ERROR) {
            subscription.cancel();
            complete.complete(this);
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable why) {
        complete.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
        complete.complete(this);
    }
}
