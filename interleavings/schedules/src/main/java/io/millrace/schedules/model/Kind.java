package io.millrace.schedules.model;

/// What an operation of a program is.
public enum Kind {
    SEND("send", true),
    TRY_SEND("try-send", false),
    TIMED_SEND("timed-send", true),
    SEND_SOME("send-some", true),
    SEND_ALL("send-all", true),
    RECEIVE("receive", true),
    RECEIVE_OR_NULL("receive-or-null", true),
    TRY_RECEIVE("try-receive", false),
    TIMED_RECEIVE("timed-receive", true),
    RECEIVE_SOME("receive-some", true),
    DRAIN("drain", false),
    CLOSE("close", false),
    FAIL("fail", false),
    CANCEL("cancel", false),
    STATS("stats", false),
    INTERRUPT("interrupt", false),
    SELECT("select", true),
    /// Awaits the thread's latest select once more.
    AGAIN("again", true),
    /// Looks at the thread's own interrupt flag; the last operation of whoever may be interrupted.
    FLAG("flag", false);

    private final String word;
    private final boolean cancellable;

    Kind(String word, boolean cancellable) {
        this.word = word;
        this.cancellable = cancellable;
    }

    /// Tells whether an interrupt makes it throw.
    public boolean isCancellable() {
        return cancellable;
    }

    /// Tells whether it waits for some time at most.
    public boolean isTimed() {
        return this == TIMED_SEND || this == TIMED_RECEIVE;
    }

    /// Tells whether it never waits.
    public boolean isImmediate() {
        return !cancellable;
    }

    /// Returns what it is called in a program's text.
    public String word() {
        return word;
    }

    /// Tells whether it sends values, and no select does.
    public boolean sends() {
        return switch (this) {
            case SEND, TRY_SEND, TIMED_SEND, SEND_SOME, SEND_ALL -> true;
            default -> false;
        };
    }

    /// Tells whether it moves several values.
    public boolean isBatch() {
        return switch (this) {
            case SEND_SOME, SEND_ALL, RECEIVE_SOME, DRAIN -> true;
            default -> false;
        };
    }
}
