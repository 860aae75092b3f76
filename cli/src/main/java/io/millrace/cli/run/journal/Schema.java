package io.millrace.cli.run.journal;

/// What is in a journal. `docs/guide/journal.md` explains it to users, who query it: a column keeps
/// its name and its meaning; whoever changes one changes [#VERSION] too.
public final class Schema {
    /// In the header of the database, by which `file` and we know what it is: "Mill".
    public static final int APPLICATION = 0x4D696C6C;

    /// The version of the schema.
    public static final int VERSION = 2;

    static final String CREATE =
            """
            create table runs(
              id         integer primary key,  -- 1 is the first; each --resume adds one
              name       text    not null,     -- as progress shows it: 7f3c
              version    text    not null,     -- of millrace
              command    text    not null,     -- what is done for each job
              input      text    not null,     -- where jobs came from: stdin, dir, ..
              consumers  integer not null,
              pid        integer not null,
              started_ms integer not null,     -- times: milliseconds since 1970, UTC
              seen_ms    integer not null,     -- its last sign of life
              ended_ms   integer,              -- null: it runs, or it was killed
              exit       integer,              -- its exit code; null likewise
              skipped    integer,              -- jobs that were dealt with before; null likewise
              in_flight  integer               -- jobs in flight when it was killed; by the next run
            ) strict;
            create table jobs(
              id         integer primary key,  -- in the order in which they were first started
              key        blob    not null,     -- SHA-256 of the input, '#' and the occurrence
              input      any     not null,     -- text; a blob if it is no UTF-8
              occurrence integer not null,     -- 2 for the second job with this input
              seq        integer not null,     -- its number, {#}, in its last run
              run        integer not null references runs,  -- its last run
              state      text    not null      -- running, done, failed, interrupted, unstarted
            ) strict;
            create table attempts(
              id         integer primary key,  -- in the order in which they were recorded
              job        integer not null references jobs,
              run        integer not null references runs,
              attempt    integer not null,     -- 1, 2, ..: those of --retry, anew in each run
              consumer   integer not null,     -- its number, {%}
              started_ms integer not null,
              queued_ms  real    not null,     -- how long the job waited for its first attempt
              run_ms     real    not null,
              exit       integer not null,     -- 128 + n after signal n
              signal     text,                 -- its name; null if there was none
              timeout    integer not null,     -- 1 if its time was over
              excess     integer not null,     -- 1 if it printed more than --max-output
              status     integer,              -- what a server answered; null if none did
              stdout     text    not null,     -- the first 4 KiB
              stderr     text    not null,     -- likewise
              truncated  integer not null      -- 1 if there was more
            ) strict;
            create view log as
              select a.id, a.run, j.seq, j.input, j.occurrence, j.state, a.attempt, a.exit, a.signal,
                a.timeout, a.excess, a.status, a.consumer,
                strftime('%Y-%m-%dT%H:%M:%fZ', a.started_ms / 1000.0, 'unixepoch') as started,
                a.queued_ms, a.run_ms, a.stdout, a.stderr, a.truncated
              from attempts a join jobs j on j.id = a.job;
            """;

    private Schema() {}
}
