package io.millrace.pool;

import io.millrace.channel.Channel;

/*
 *   room     so many permits: one for each job from before its element is received until its result has been sent
 *   jobs     [ d  c  b  a ] in the order of their elements, running or done; the emitter waits for the first
 *
 * E1  As many jobs as there is room for are between their element's receive and their result's send, and no more: a slow
 *     head stops the receiving, and nothing piles up behind it.
 */
/// The window in which results wait for those before them.
final class Reorder<R> {
    private static final Object PERMIT = "a permit";

    private final int size;
    private final Channel<Object> room;
    private final Channel<Job<R>> jobs; // has no bound, and needs none: E1

    Reorder(String name, int size) {
        this.size = size;
        room = Channel.builder().name(name + " window").capacity(size).build();
        jobs = Channel.<Job<R>>builder().name(name + " order").unbounded().build();
    }

    /// Returns the channel of permits, to send [#permit] to.
    Channel<Object> room() {
        return room;
    }

    static Object permit() {
        return PERMIT;
    }

    void giveBack() {
        room.tryReceive();
    }

    /// Puts a job behind those before it. Requires: room was taken for it.
    void add(Job<R> job) {
        jobs.trySend(job);
    }

    Channel<Job<R>> jobs() {
        return jobs;
    }

    int size() {
        return size;
    }
}
