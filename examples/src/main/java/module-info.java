/// One file per pattern.
module io.millrace.examples {
    requires io.millrace;
    requires java.net.http;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports io.millrace.examples;
}
