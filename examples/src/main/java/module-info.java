/// One file per pattern.
module io.millrace.examples {
    requires io.millrace;
    requires static org.jspecify;

    exports io.millrace.examples;
}
