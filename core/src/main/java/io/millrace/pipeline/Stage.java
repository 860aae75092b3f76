package io.millrace.pipeline;

import java.util.List;

/*
 *   source       map      filter   |  buffer(2)  |     map(ordered(3))                      |    scan     toList
 *   [ x ] -----> f -----> p ------>| [ . | y ] ->|--> room -> work -> 3 workers -> done --->|--> acc ---> sink
 *   |_____ one thread: a segment __|             |_ its feeder _|                           |__ the caller's thread
 *
 * A stage is a description: it can be run any number of times, at the same time. run() pushes every element of it into a
 * sink, on the calling thread, and returns at the end. A fused stage (Step) puts a sink of its own in front of the given
 * one and runs its input with that, so that a chain of them is one thread calling methods: a segment. A cut (Cut,
 * ParallelStage, TimedCut, Merge, Zip) runs its input in a task of the run's scope, and pushes what comes out of a
 * channel. So the thread of the terminal operation runs the last segment, and there are as many tasks as there are cuts.
 *
 * P1  A segment, with the sinks in it, belongs to one thread.
 * P2  A stage holds as many elements as holds() says and no more: what it has taken from its input, and what is behind
 *     has not taken yet. An element on its way through a segment counts for the stage that begins it: the source's, or
 *     the cut's.
 * P3  Once push() has returned false, run() pushes nothing more of its own, leaves its input, and ends the sink. Once
 *     push() or end() has thrown, run() touches the sink no more. end() is called once at most.
 * P4  Before run() returns, in whatever way, the tasks that it started have ended or are cancelled: nobody stays behind
 *     upstream, even where nobody sends. The scope waits for them.
 * P5  A failure cancels the scope before a channel tells of it: so the first cause is known before anything that follows
 *     from it is thrown, and what follows is known as giving up (Run).
 * P6  Whoever waits for the next element looks first whether its task has ended (CheckedSink): a function of the user's
 *     may have swallowed the interrupt, and there is only one. Whoever waits for room hears of the end from the channel.
 * P7  An exception from downstream passes through no function of the user's that could mistake it for its own
 *     (Emitting, GatherStep).
 */
/// A part of a pipeline that elements come out of.
abstract class Stage<T> {
    private final List<Stage<?>> inputs;

    Stage(Stage<?>... inputs) {
        this.inputs = List.of(inputs);
    }

    /// Pushes all elements into `sink`, until the end or until it wants no more, and ends it.
    abstract void run(Run run, Sink<? super T> sink) throws Exception;

    /// Returns what the stage is called in descriptions: `map(ordered(4))`.
    abstract String label();

    /// Returns how many elements the stage holds at most, itself (P2).
    abstract long holds();

    /// Says where the stage holds what it holds, if it holds anything.
    String where() {
        return "";
    }

    final List<Stage<?>> inputs() {
        return inputs;
    }

    /// Returns how many elements the stage and all before it hold at most.
    long mostHeld() {
        return inputs.stream().mapToLong(Stage::mostHeld).sum() + holds();
    }

    /// Appends a line for each stage, the sources first.
    final void describe(StringBuilder text, String indent) {
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).describe(text, i == 0 ? indent : indent + "    ");
        }
        text.append(indent).append(label());
        if (!where().isEmpty()) {
            text.append(": ").append(where());
        }
        text.append('\n');
    }
}
