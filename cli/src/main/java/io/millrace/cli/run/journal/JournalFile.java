package io.millrace.cli.run.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/*
 *   byte  0 .. size | 2^30 .. 2^30+511       | 2^63-2
 *         database  | SQLite's own locks     | ours: one run at a time
 *
 * The lock is on a byte of the database that will never be: no file is left over, a kill frees it, and readers do not
 * notice. Locks of a file belong to the process, so two things would take it away:
 *
 * L1  SQLite lets go of all locks of a file, ours too, when it gives up its own. With a write-ahead log it has a shared lock
 *     from its first read to the end of the connection; so ours is taken after that read.
 * L2  A process loses all its locks on a file when it closes any descriptor of that file. Nobody in here opens the journal
 *     a second time, and the connection is closed before the channel.
 */
/// A journal's database, locked against other runs. Used by one thread at a time.
final class JournalFile implements AutoCloseable {
    private static final long LOCK_BYTE = Long.MAX_VALUE - 1;
    private static final int BUSY_MS = 60_000; // a user may have a transaction open
    private static final int WAL_PAGES = 4_000; // 16 MB, then they are moved into the database

    private final Path path;
    private final FileChannel file;
    private final Connection connection;
    private final Statement statement;

    private JournalFile(Path path, FileChannel file, Connection connection) throws SQLException {
        this.path = path;
        this.file = file;
        this.connection = connection;
        this.statement = connection.createStatement();
    }

    /// Opens a journal, or makes one.
    ///
    /// @throws IOException if it cannot be used, or is in use
    static JournalFile open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            return open(path, file);
        } catch (SQLException e) {
            file.close();
            throw failure(path, "open", e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static JournalFile open(Path path, FileChannel file) throws IOException, SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS);
        config.setGetGeneratedKeys(false); // or the driver would prepare a query for each insert
        Connection connection = SqliteLibrary.open(path.toString(), config);
        try {
            var journal = new JournalFile(path, file, connection);
            boolean isNew = journal.isNew();
            journal.execute("pragma journal_mode = wal");
            isNew &= journal.isNew(); // L1: a read, by which SQLite takes its lock for good
            if (!lock(file)) {
                throw new IOException(path + " is in use by another run" + journal.who());
            }
            if (isNew && journal.isNew()) { // another run may have made it meanwhile
                journal.create();
            }
            journal.prepare();
            return journal;
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock(LOCK_BYTE, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException _) { // by this JVM
            return false;
        }
    }

    /// Tells whether nothing is in the database.
    ///
    /// @throws IOException if something is, and it is no journal
    private boolean isNew() throws SQLException, IOException {
        if (number("pragma application_id") == Schema.APPLICATION) {
            return false;
        }
        if (number("select count(*) from sqlite_schema") > 0) {
            throw new IOException(path + " is a database, but no journal; name another file");
        }
        return true;
    }

    private void create() throws SQLException {
        begin(true);
        execute("pragma application_id = " + Schema.APPLICATION);
        execute("pragma user_version = " + Schema.VERSION);
        execute(Schema.CREATE);
        commit();
    }

    private void prepare() throws SQLException, IOException {
        long version = number("pragma user_version");
        if (version != Schema.VERSION) {
            throw new IOException(
                    path
                            + " has version "
                            + version
                            + " of the schema, and this millrace knows "
                            + Schema.VERSION
                            + "; go on with the millrace that began it");
        }
        execute("pragma wal_autocheckpoint = " + WAL_PAGES);
        execute("pragma cache_size = -16384"); // KiB
    }

    /// Says which run has the journal, as far as that can be told.
    private String who() {
        String query = "select pid, started_ms from runs order by id desc limit 1";
        try (ResultSet run = statement.executeQuery(query)) {
            return run.next()
                    ? " (process "
                            + run.getLong(1)
                            + ", since "
                            + Instant.ofEpochMilli(run.getLong(2)).truncatedTo(ChronoUnit.SECONDS)
                            + "); wait for its end"
                    : "";
        } catch (SQLException _) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    Connection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        statement.executeUpdate(sql);
    }

    long number(String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    @Nullable String textOrNull(String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getString(1) : null;
        }
    }

    /// Begins a transaction. By hand: with the driver's own the write lock would be held for ever.
    ///
    /// @param sync whether its commit waits until the disk has it, and all commits before it
    void begin(boolean sync) throws SQLException {
        execute(sync ? "pragma synchronous = full" : "pragma synchronous = normal");
        execute("begin immediate");
    }

    void commit() throws SQLException {
        execute("commit");
    }

    void rollBack() {
        try {
            execute("rollback");
        } catch (SQLException _) {
            // SQLite has done it already.
        }
    }

    /// Words a failure for people.
    IOException failure(String what, SQLException e) {
        return failure(path, what, e);
    }

    private static IOException failure(Path path, String what, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException known
                        ? known.getResultCode()
                        : SQLiteErrorCode.UNKNOWN_ERROR;
        String why =
                switch (code) {
                    case SQLITE_FULL -> "the disk is full";
                    case SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE ->
                            "a write failed; is the disk full, or a limit reached?";
                    case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED ->
                            "another program has had it locked for a minute";
                    case SQLITE_NOTADB -> "it is not a journal, nor any database";
                    case SQLITE_CORRUPT ->
                            "it is damaged; 'sqlite3 F .recover' may save what is left";
                    case SQLITE_READONLY, SQLITE_CANTOPEN ->
                            "it, its folder, or the files "
                                    + path.getFileName()
                                    + "-wal and -shm beside it cannot be written";
                    default -> String.valueOf(e.getMessage());
                };
        return new IOException("cannot " + what + " the journal " + path + ": " + why, e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(path, "close", e);
        } finally {
            file.close();
        }
    }
}
