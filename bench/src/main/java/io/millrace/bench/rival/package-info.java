/// The rivals on the JVM, each behind [io.millrace.bench.Library]. Kotlin's twins are whole
/// programs in Kotlin, because a suspending function cannot be called from here.
@NullMarked
package io.millrace.bench.rival;

import org.jspecify.annotations.NullMarked;
