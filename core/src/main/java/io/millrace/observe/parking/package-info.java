/// Who is parked on what. Not exported.
///
/// Storey 0, as [io.millrace.observe], of which it is the inside.
@NullMarked
package io.millrace.observe.parking;

import org.jspecify.annotations.NullMarked;
