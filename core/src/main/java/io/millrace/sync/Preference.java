package io.millrace.sync;

/// Who goes first where readers and writers wait for one [ReadWriteMutex].
public enum Preference {
    /// First come, first served: readers that come after a waiting writer wait behind it. Nobody
    /// starves.
    FAIR,
    /// Readers pass writers that wait. A writer may wait for ever if readers never stop coming.
    READERS,
    /// Writers pass readers that wait. A reader may wait for ever if writers never stop coming.
    WRITERS
}
