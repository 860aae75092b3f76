/// `millrace report`: what a journal tells, as text and as a page. Reads journals, writes none.
///
/// Start reading at [JournalReader], which makes the [Figures] that [TextReport] and [HtmlReport]
/// show.
@NullMarked
package io.millrace.cli.report;

import org.jspecify.annotations.NullMarked;
