/// How a test gets into a world.
@NullMarked
package io.millrace.schedules.weave;

import org.jspecify.annotations.NullMarked;
