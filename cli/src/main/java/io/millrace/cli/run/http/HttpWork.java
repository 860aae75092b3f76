package io.millrace.cli.run.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.Gathering;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Sends a request for each job, and waits for all of the answer.
final class HttpWork implements Work {
    private final Requests requests;
    private final int slot;

    HttpWork(Requests requests, int slot) {
        this.requests = requests;
        this.slot = slot;
    }

    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        try {
            HttpRequest request = requests.template().request(job, slot);
            return new Exchange(request, now).run();
        } catch (NoValueException | IllegalArgumentException e) {
            return Attempt.unfit(1, String.valueOf(e.getMessage()));
        } catch (FileNotFoundException e) {
            return Attempt.unfit(1, "cannot send a file: " + e.getMessage());
        } finally {
            Thread.interrupted(); // one that came too late is not the next job's
        }
    }

    /// One attempt.
    private final class Exchange {
        private final HttpRequest request;
        private final long started;
        private final AtomicReference<@Nullable Reply> reply = new AtomicReference<>();

        Exchange(HttpRequest request, long started) {
            this.request = request;
            this.started = started;
        }

        Attempt run() {
            try {
                send();
                return answered();
            } catch (ContextEndedException _) {
                long ran = System.nanoTime() - started;
                Duration most = requests.timeout();
                return most != null && ran >= most.toNanos()
                        ? broken(1, true, "no answer in " + seconds(most), true)
                        : broken(130, false, "interrupted", true);
            } catch (InterruptedException _) {
                return broken(130, false, "interrupted", true);
            } catch (IOException e) {
                boolean mayRetry = !(e instanceof SSLHandshakeException);
                return broken(1, false, Failure.words(e), mayRetry);
            }
        }

        /// Waits for the answer and its body, as long as the attempt may take.
        private void send() throws IOException, InterruptedException {
            Duration most = requests.timeout();
            if (most == null) {
                await();
                return;
            }
            try (var time = Context.current().withTimeout(most)) {
                time.<@Nullable Void, Exception>call(() -> {
                    await();
                    return null;
                });
            } catch (IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e); // await() throws no other
            }
        }

        private void await() throws IOException, InterruptedException {
            CompletableFuture<HttpResponse<Reply>> answer =
                    requests.client().sendAsync(request, this::begin);
            try {
                answer.get();
            } catch (InterruptedException e) {
                answer.cancel(true); // closes the connection, or resets the stream
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io
                        ? io
                        : new IOException(String.valueOf(e.getCause()), e.getCause());
            }
        }

        private Reply begin(HttpResponse.ResponseInfo info) {
            var begun = new Reply(info, new Gathering(requests.folder()));
            reply.set(begun);
            return begun;
        }

        private Attempt answered() throws IOException {
            Reply answer = reply.get();
            if (answer == null) {
                throw new IOException("the client gave no answer");
            }
            int status = answer.status();
            if (Status.isOk(status)) {
                return end(0, false, answer.body(), Captured.empty(), status, true, Duration.ZERO);
            }
            boolean mayRetry = Status.mayRetry(status);
            String wish = answer.headers().firstValue("Retry-After").orElse("");
            String words =
                    Status.text(status)
                            + (mayRetry ? "" : " (not retried)")
                            + (mayRetry && !wish.isEmpty() ? " (Retry-After: " + wish + ")" : "");
            return end(
                    1,
                    false,
                    Captured.empty(),
                    withPage(line(words), answer.body()),
                    status,
                    mayRetry,
                    mayRetry ? RetryAfter.parse(wish, date(answer)) : Duration.ZERO);
        }

        /// Returns what the server's clock shows: it means its own time when it names a date.
        private Instant date(Reply answer) {
            Instant now = Instant.now();
            Instant date =
                    RetryAfter.dateOrNull(answer.headers().firstValue("Date").orElse(""), now);
            return date == null ? now : date;
        }

        /// Makes the attempt of a request that was not answered, or not whole. What has come of a
        /// good answer is printed, as that of a process that ran out of time.
        private Attempt broken(int exit, boolean timeout, String why, boolean mayRetry) {
            Reply answer = reply.get();
            if (answer == null) {
                return end(
                        exit,
                        timeout,
                        Captured.empty(),
                        Captured.of(line(why)),
                        0,
                        mayRetry,
                        Duration.ZERO);
            }
            String words =
                    Status.text(answer.status())
                            + ", but only "
                            + answer.size()
                            + " bytes of the body came: "
                            + why;
            Captured body = answer.body();
            if (!Status.isOk(answer.status())) {
                body.close();
                body = Captured.empty();
            }
            return end(
                    exit,
                    timeout,
                    body,
                    Captured.of(line(words)),
                    answer.status(),
                    mayRetry,
                    Duration.ZERO);
        }

        private String line(String what) {
            return "millrace: " + request.method() + " " + request.uri() + ": " + what + "\n";
        }

        /// Returns a line, and what the server says to it.
        private Captured withPage(String line, Captured page) throws IOException {
            if (page.isEmpty()) {
                return Captured.of(line);
            }
            var out = new ByteArrayOutputStream();
            out.writeBytes(line.getBytes(UTF_8));
            page.writeTo(out);
            page.close();
            byte[] bytes = out.toByteArray();
            if (bytes[bytes.length - 1] != '\n') {
                out.write('\n');
            }
            return new Captured.Bytes(out.toByteArray());
        }

        private Attempt end(
                int exit,
                boolean timeout,
                Captured stdout,
                Captured stderr,
                int status,
                boolean mayRetry,
                Duration retryAfter) {
            long ran = System.nanoTime() - started;
            return new Attempt(
                    exit, null, timeout, stdout, stderr, ran, status, mayRetry, retryAfter, false);
        }
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
