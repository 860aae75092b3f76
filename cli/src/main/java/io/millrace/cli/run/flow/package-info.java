/// What keeps a job from being started: rate, breaker, load, memory. All of it is made of the
/// library's guards; start reading at `Gate`.
@NullMarked
package io.millrace.cli.run.flow;

import org.jspecify.annotations.NullMarked;
