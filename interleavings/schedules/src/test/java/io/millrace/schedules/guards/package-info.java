/// Guards under the scheduler: cancelled, timed out and failed at every moment.
@NullMarked
package io.millrace.schedules.guards;

import org.jspecify.annotations.NullMarked;
