package io.millrace.cli;

/// The `millrace` command.
public final class Main {
    private Main() {}

    /// Runs the command.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.out.println("millrace: nothing here yet");
    }
}
