/// The bar: five lines at the foot of a terminal, and the keys that are read while they are there.
/// [Screen] alone writes to the terminal; [Bar] words the lines; [Terminal] knows its size and
/// mode.
@NullMarked
package io.millrace.cli.run.terminal;

import org.jspecify.annotations.NullMarked;
