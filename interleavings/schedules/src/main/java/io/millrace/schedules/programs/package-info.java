/// Programs of the model, drawn at random or written by hand, run on Millrace's channels and
/// checked.
///
/// [io.millrace.schedules.programs.ProgramRun] runs one under one schedule;
/// [io.millrace.schedules.programs.RandomPrograms] and [io.millrace.schedules.programs.Scenarios]
/// run many; [io.millrace.schedules.programs.Finding] is what they report, with a line that shows
/// it again.
@NullMarked
package io.millrace.schedules.programs;

import org.jspecify.annotations.NullMarked;
