package io.millrace.cli.run.http;

import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.process.TempFolder;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// What all consumers of a run share to send requests: one client, which uses its connections
/// again.
public final class Requests implements AutoCloseable {
    private final RequestTemplate template;
    private final TempFolder folder;
    private final @Nullable Duration timeout;
    private final HttpClient client;

    /// Makes it; nothing is sent.
    ///
    /// @param folder for bodies that are too large for memory
    /// @param timeout for each attempt, the reading of the body included; null for none
    public Requests(RequestTemplate template, TempFolder folder, @Nullable Duration timeout) {
        this.template = template;
        this.folder = folder;
        this.timeout = timeout;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .executor(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("http-", 0).factory()))
                        .build();
    }

    /// Makes the work of one consumer.
    ///
    /// @param slot its number, from 1
    public Work newWork(int slot) {
        return new HttpWork(this, slot);
    }

    RequestTemplate template() {
        return template;
    }

    TempFolder folder() {
        return folder;
    }

    @Nullable Duration timeout() {
        return timeout;
    }

    HttpClient client() {
        return client;
    }

    /// Closes all connections.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
