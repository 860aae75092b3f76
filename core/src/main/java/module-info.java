/// Go's complete concurrency toolbox in idiomatic Java.
///
/// Start with [io.millrace.channel] to hand values from one task to another, [io.millrace.select]
/// to wait for the first of several things, [io.millrace.task] to start tasks that cannot be lost,
/// [io.millrace.context] to cancel a whole tree of work, [io.millrace.time] for whatever is to
/// happen at a time, [io.millrace.sync] for locks, permits and meeting points, [io.millrace.guard]
/// to keep calls to others within bounds, [io.millrace.pool] for workers with a queue,
/// [io.millrace.fan] to let streams come together and part, [io.millrace.pubsub] to tell all who
/// are interested, [io.millrace.pipeline] for work in stages, and [io.millrace.observe] to see what
/// all of them are doing.
module io.millrace {
    requires static org.jspecify;

    exports io.millrace.channel;
    exports io.millrace.context;
    exports io.millrace.fan;
    exports io.millrace.guard;
    exports io.millrace.observe;
    exports io.millrace.pipeline;
    exports io.millrace.pool;
    exports io.millrace.pubsub;
    exports io.millrace.select;
    exports io.millrace.sync;
    exports io.millrace.task;
    exports io.millrace.time;
}
