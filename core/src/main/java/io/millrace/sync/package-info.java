/// Locks, permits and meeting points: what Go's `sync` and x/sync offer, with interrupts, deadlines
/// and select.
///
/// Storey 3: uses [io.millrace.select], [io.millrace.waiting] and [io.millrace.observe].
///
/// | which one do I want | |
/// |---|---|
/// | one thread at a time | [Mutex] |
/// | many readers, or one writer | [ReadWriteMutex] |
/// | one thread at a time for each key: an account, a file | [KeyedMutex] |
/// | wait until something guarded by a mutex has changed | [Condition] |
/// | at most n at a time, some of them heavier than others | [Semaphore] |
/// | wait until n things have been done | [WaitGroup] |
/// | go on together, round by round | [Barrier] |
/// | do something once, whoever comes first | [Once] |
/// | compute a value once, when it is first wanted | [Memo] |
/// | let those who want the same at the same time share one call | [SingleFlight] |
///
/// None of them belongs to a thread: whoever has the object may unlock, release or count down. None
/// is reentrant. Where a value is handed on, or errors matter, channels and scopes are usually the
/// better choice.
///
/// Whatever waits here follows the rules of channels: an interrupt that is pending on entry makes
/// it throw; whoever was served before the interrupt came returns, and leaves it pending.
///
/// Start reading the code at `Line`: its note has the steps that all of them share.
@NullMarked
package io.millrace.sync;

import org.jspecify.annotations.NullMarked;
