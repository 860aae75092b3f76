/// Typed channels: handing values from task to task, with back-pressure, an end, and exact
/// statistics.
///
/// Storey 3: uses [io.millrace.select], [io.millrace.waiting] and [io.millrace.observe].
///
/// A [Channel] is a [Sender] and a [Receiver]; give each side of a program only its half.
///
/// | which one do I want | |
/// |---|---|
/// | hand a value over in person: the sender goes on when the receiver has it | [Channel#rendezvous] |
/// | let producers run ahead by up to n values, then slow them down | [Channel#buffered] |
/// | never slow a sender down, and have the memory for it | [Channel#unbounded] |
/// | only the latest value matters: a setting, a progress report | [Channel#conflated] |
/// | rather lose values than wait: sensors, metrics | [Channel.Builder#overflow] |
/// | a channel on which nothing ever happens: Go's nil channel | [Channel#never] |
/// | code that wants a `BlockingQueue` | [Channel#asBlockingQueue] on any of them |
///
/// How a channel ends: [Sender#close] says that no more values come, and what is buffered is still
/// received; [Sender#fail] says the same with a cause, so that a broken-off stream cannot pass for
/// a whole one; [Receiver#cancel] says that nobody wants the rest, and discards it.
///
/// **Memory.** What a thread did before it sent a value happens-before whatever the receiver of
/// that value does after it received it. What a receiver did before its k-th receive happens-before
/// whatever the sender does after its (k+n)-th send on a channel of capacity n returned. What a
/// thread did before it ended a channel happens-before whatever anybody does after being told of
/// that end.
///
/// Start reading the code at `Handover`: its note draws a channel and names its invariants.
@NullMarked
package io.millrace.channel;

import org.jspecify.annotations.NullMarked;
