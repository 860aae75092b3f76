package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.channel.Channel;
import io.millrace.fixture.StartedThreads;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// What the tests of scopes share: bodies for tasks, and that no thread outlives its scope.
abstract class ScopeFixture {
    final StartedThreads threads = StartedThreads.install();
    final IOException failure = new IOException("on purpose");

    @AfterEach
    void no_thread_outlives_its_scope() {
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    static Object never() throws InterruptedException {
        return Channel.never().receive();
    }

    Object fail() throws IOException {
        throw failure;
    }

    static Scope open(Policy policy) {
        return Scope.builder().policy(policy).open();
    }
}
