/// Tests of the scenes.
@NullMarked
package io.millrace.schedules.scenes;

import org.jspecify.annotations.NullMarked;
