/// JSON as the run needs it: whether a text is JSON, one value out of it, and an object of a row.
/// The parsing and writing is Jackson's. Knows no other package of the run.
@NullMarked
package io.millrace.cli.run.json;

import org.jspecify.annotations.NullMarked;
