/// Tests of the strict model.
@NullMarked
package io.millrace.schedules.model;

import org.jspecify.annotations.NullMarked;
