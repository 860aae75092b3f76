/// Faults that must be found: run these when a round found nothing, to see that it could have.
@NullMarked
package io.millrace.jcstress.planted;

import org.jspecify.annotations.NullMarked;
