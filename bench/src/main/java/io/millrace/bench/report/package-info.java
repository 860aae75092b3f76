/// Makes the table in `bench/results` from what the processes printed. Start with
/// [io.millrace.bench.report.Report].
@NullMarked
package io.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
