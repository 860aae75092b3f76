/// One request for each job: what it asks for, how it is sent, and what the answer means.
@NullMarked
package io.millrace.cli.run.http;

import org.jspecify.annotations.NullMarked;
