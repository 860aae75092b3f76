package io.millrace.cli;

import io.millrace.cli.run.journal.SqliteLibrary;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/// A journal as a user sees it, who queries it.
record JournalView(Path file) {

    /// Returns the rows, their columns joined by `|`, as `sqlite3` prints them.
    List<String> query(String sql) throws Exception {
        var config = new SQLiteConfig();
        config.setReadOnly(true); // or its end would tidy up what a killed run has left
        try (Connection connection = SqliteLibrary.open(file.toString(), config);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    String one(String sql) throws Exception {
        return query(sql).getFirst();
    }

    /// The inputs of the jobs in a state.
    TreeSet<String> inputs(String state) throws Exception {
        return query("select input from jobs where state = '" + state + "'").stream()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean isSound() throws Exception {
        return query("pragma integrity_check").equals(List.of("ok"));
    }
}
