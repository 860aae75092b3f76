/// What the tests for jcstress share. The tests are in two packages: `promises`, which must hold,
/// and `planted`, whose faults must be found.
@NullMarked
package io.millrace.jcstress;

import org.jspecify.annotations.NullMarked;
