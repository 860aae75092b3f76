package io.millrace.cli.run;

import io.millrace.cli.run.input.Measure;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.report.Extent;
import java.util.List;

/// Works out how many jobs a run has in all: from what the sources know, without reading any.
final class Totals {
    private Totals() {}

    /// Returns how many there are.
    ///
    /// @param created how many have been read
    static Extent of(List<Source> sources, long created) {
        long jobs = 0;
        long whole = 0;
        long given = 0;
        for (Source source : sources) {
            Measure measure = source.measureOrNull();
            if (measure == null) {
                return Extent.UNKNOWN;
            }
            if (measure.inJobs()) {
                jobs += measure.whole();
            } else {
                whole += measure.whole();
                given += measure.given();
            }
        }
        if (whole == 0) {
            return new Extent(jobs, true);
        }
        if (given == 0 || created == 0 || jobs > 0) { // two units cannot be added
            return Extent.UNKNOWN;
        }
        double share = Math.min(1, (double) given / whole);
        return new Extent(Math.max(created, Math.round(created / share)), false);
    }
}
