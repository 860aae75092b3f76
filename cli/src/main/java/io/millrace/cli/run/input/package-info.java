/// Where jobs come from: lines, arguments, files. Knows no other package of the run.
@NullMarked
package io.millrace.cli.run.input;

import org.jspecify.annotations.NullMarked;
