/// Events, the weak registry of live objects, and snapshots: the lowest storey.
@NullMarked
package io.millrace.observe;

import org.jspecify.annotations.NullMarked;
