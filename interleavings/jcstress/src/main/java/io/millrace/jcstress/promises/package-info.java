/// The core's promises under the Java memory model.
///
/// jcstress runs the two actors of a test side by side, on new objects, many million times, and
/// counts the outcomes. Plain fields stand for whatever a program writes before a hand-over. A test
/// has two actors, since that is what two cores can run at once. It shows what the processor at
/// hand does: what x86 never reorders was not tested there.
@NullMarked
package io.millrace.jcstress.promises;

import org.jspecify.annotations.NullMarked;
