/// One file per pattern, written with the public library alone.
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
