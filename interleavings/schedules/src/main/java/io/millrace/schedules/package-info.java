/// A deterministic scheduler for virtual threads.
///
/// The JDK runs virtual threads on an executor. Here the executor is a list, and one thread, the
/// driver, takes from it what is to run next: every interleaving is a decision of a
/// [io.millrace.schedules.Strategy], and every run can be had again. Between two decisions a thread
/// runs until it parks, ends, or comes to a point that was woven into the classes under test, where
/// it can be switched. Time is virtual: it passes when the strategy says so, or when nobody can
/// run.
///
/// | type | what it is |
/// |---|---|
/// | [io.millrace.schedules.Scheduler] | one run: its threads, its clock, its decisions |
/// | [io.millrace.schedules.Strand] | a thread of the run |
/// | [io.millrace.schedules.Points] | what woven code calls |
/// | [io.millrace.schedules.ScheduledHost] | the scheduler, as Millrace's door sees it |
/// | [io.millrace.schedules.RandomWalk] | a schedule drawn by a seed |
/// | [io.millrace.schedules.Laggard] | the same, with threads that rest where it hurts |
/// | [io.millrace.schedules.BoundedSearch] | all schedules with so many preemptions at most |
/// | [io.millrace.schedules.Stuck] | a run that got nowhere, with each thread's stack |
///
/// What this shows holds for sequentially consistent memory: a missing `volatile` is not found
/// here. Code that uses `synchronized` cannot be scheduled, since the JVM hands a monitor on by
/// itself. A thread that waits in a loop must say so by `Thread.onSpinWait()` or a yield.
///
/// Start reading at [io.millrace.schedules.Scheduler].
@NullMarked
package io.millrace.schedules;

import org.jspecify.annotations.NullMarked;
