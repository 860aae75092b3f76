/// Streams that come together and part: fan-in and fan-out between channels.
///
/// Storey 5: uses [io.millrace.task], [io.millrace.channel], [io.millrace.select] and below; not
/// the pool.
///
/// | I want to | |
/// |---|---|
/// | receive from many as from one | [FanIn#merge] |
/// | give every value to all | [FanOut#broadcast] |
/// | send some values here and the others there | [FanOut#split] |
/// | keep the values of a key in order, keys side by side | [FanOut#partition] |
/// | deal values out in turn | [FanOut#roundRobin] |
/// | give each value to whoever has room | [FanOut#share] |
/// | look at what passes by | [FanOut#tee] |
/// | let each value pass once | [Dedupe] |
///
/// To let several tasks share one stream no fan is needed: let all of them receive from the same
/// channel. [FanOut#share] is for consumers that want a stream each, and may leave alone.
///
/// **One grammar.** `X.of(scope, source)` names what is to be connected, then come the options, and
/// the verb starts one task in the scope, a pump, and returns the receivers. It is
/// [io.millrace.task.Scope#produce] with an input. A verb is called once: two pumps on one source
/// would take values from each other.
///
/// **How much is held.** A pump has at most one value in its hands. Besides, only the channels hold
/// values: each receiver that is returned buffers as many as [capacity][FanOut#capacity] says,
/// which is none if nothing is said.
///
/// **Downstream.** When the sources have ended, so do the receivers, after what they buffer:
/// cleanly if the sources did, otherwise with the cause of the source that failed first, and the
/// causes of others suppressed in it. The pump's task has then succeeded: the failure is the
/// stream's, and whoever reads it is told.
///
/// **Upstream.** A receiver that is [cancelled][io.millrace.channel.Receiver#cancel] leaves, and
/// the others go on; when the last one has left, the sources are cancelled at once, with the cause
/// that the first one gave, and not only when another value comes. If the scope is cancelled, or a
/// function of the caller throws, all receivers fail and all sources are cancelled, with that
/// cause.
///
/// **What is lost is told.** A value that a pump took and nobody will receive goes to
/// [onUndelivered][FanOut#onUndelivered]; one that was still in a source when that was cancelled
/// goes to the source's own hook.
///
/// Start reading the code at `Pump`: its note names the invariants.
@NullMarked
package io.millrace.fan;

import org.jspecify.annotations.NullMarked;
