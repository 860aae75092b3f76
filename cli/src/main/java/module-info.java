/// The `millrace` command.
module io.millrace.cli {
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires io.millrace;
    requires io.millrace.examples;
    requires java.compiler;
    requires java.management;
    requires java.net.http;
    requires jdk.unsupported;
    requires java.logging;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.core;
    requires static org.jspecify;

    opens io.millrace.cli to
            info.picocli;
}
