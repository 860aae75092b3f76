/// A strict sequential model of channels and selects, and the search that explains a history by it.
///
/// Knows nothing of Millrace's code: only what its documentation promises. A
/// [io.millrace.schedules.model.Program] says who does what; a
/// [io.millrace.schedules.model.History] what came of it; an
/// [io.millrace.schedules.model.Explanation] looks for an order of instants that explains it, by
/// the rules of `Book`.
@NullMarked
package io.millrace.schedules.model;

import org.jspecify.annotations.NullMarked;
