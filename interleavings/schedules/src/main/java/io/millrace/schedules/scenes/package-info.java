/// Scenarios of signals, contexts, scopes, timers, fans and topics: scenes.
///
/// Unlike a [io.millrace.schedules.model.Program] a scene is written in Java, and says itself what
/// must hold when it is over. What must hold after every scene,
/// [io.millrace.schedules.scenes.Stage] says. There are scenes written by hand, a method each, and
/// such as are drawn at random, with a line of text each.
///
/// Start reading at [io.millrace.schedules.scenes.Stage].
@NullMarked
package io.millrace.schedules.scenes;

import org.jspecify.annotations.NullMarked;
