package io.millrace.sync;

import java.util.concurrent.atomic.AtomicLong;

/// A kind of thing that this package makes, and how many of its kind were numbered.
final class Kind {
    static final Kind BARRIER = new Kind("barrier");
    static final Kind CONDITION = new Kind("condition");
    static final Kind KEYED_MUTEX = new Kind("keyed-mutex");
    static final Kind MEMO = new Kind("memo");
    static final Kind MUTEX = new Kind("mutex");
    static final Kind ONCE = new Kind("once");
    static final Kind READ_WRITE_MUTEX = new Kind("read-write-mutex");
    static final Kind SEMAPHORE = new Kind("semaphore");
    static final Kind SINGLE_FLIGHT = new Kind("single-flight");
    static final Kind WAIT_GROUP = new Kind("wait-group");

    final String word;
    final AtomicLong numbers = new AtomicLong();

    private Kind(String word) {
        this.word = word;
    }
}
