/// Channels, select, scopes and contexts for virtual threads.
module io.millrace {
    requires static org.jspecify;
}
