package io.millrace.cli.run.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;

/// Loads SQLite, and opens databases with it.
///
/// The driver unpacks its native library into a temporary folder, and a JVM that is killed would
/// leave it there. It is taken away as soon as it is loaded; where that is not allowed, at the end.
public final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";

    /// Of the driver, which prints stacks. Held here, or it would be forgotten with its level.
    private static final Logger DRIVER = Logger.getLogger("org.sqlite");

    /// Loaded once, by whoever opens the first database.
    private static final class Loaded {
        private static final @Nullable String TROUBLE = load();
    }

    private SqliteLibrary() {}

    private static @Nullable String load() {
        String given = System.getProperty(FOLDER);
        String parent = System.getenv("TMPDIR");
        DRIVER.setLevel(Level.OFF);
        try {
            Path where = Path.of(parent != null ? parent : System.getProperty("java.io.tmpdir"));
            Path folder = Files.createTempDirectory(where, "millrace-sqlite-");
            try {
                System.setProperty(FOLDER, folder.toString());
                SQLiteJDBCLoader.initialize();
            } finally {
                remove(folder);
                if (given == null) {
                    System.clearProperty(FOLDER);
                } else {
                    System.setProperty(FOLDER, given);
                }
            }
            return null;
        } catch (Exception | LinkageError e) { // the driver throws plain Exceptions
            return "cannot load SQLite from "
                    + (parent != null ? parent : System.getProperty("java.io.tmpdir"))
                    + ", where there must be room, and programs be allowed; TMPDIR names another folder: "
                    + e.getMessage();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            folder.toFile().deleteOnExit(); // a library that is in use, on Windows
        }
    }

    /// Opens a database.
    ///
    /// @param uri a path, or a URI that begins with `file:`
    public static Connection open(String uri, SQLiteConfig config)
            throws IOException, SQLException {
        String trouble = Loaded.TROUBLE;
        if (trouble != null) {
            throw new IOException(trouble);
        }
        return JDBC.createConnection("jdbc:sqlite:" + uri, config.toProperties());
    }
}
