package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Overflow;
import io.millrace.task.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/*
 *   socket ─► reader ─┐                       ┌─► [ mailbox ] ─► writer ─► socket
 *   socket ─► reader ─┼─► events ─► room ─────┼─► [ mailbox ] ─► writer ─► socket
 *   socket ─► reader ─┘    (one task)         └─► [ mailbox ] ─► writer ─► socket
 */
/// Whoever connects gives a name, and hears what all others say. One task is the room: it alone
/// knows who is there, so there is nothing to lock. A guest who does not read loses the oldest
/// lines of a full mailbox, and holds up nobody.
///
/// Without options the program talks to itself; with a port, it serves you: `nc localhost PORT`.
public final class ChatServer {
    private static final int MAILBOX = 100;

    /// Somebody who is connected.
    ///
    /// @param mailbox what others said; closed when nobody is to hear more
    private record Guest(String name, Channel<String> mailbox) {}

    /// What happens in the room.
    private sealed interface Event {
        record Comes(Guest guest) implements Event {}

        record Says(Guest guest, String line) implements Event {}

        record Goes(Guest guest) implements Event {}
    }

    private final Channel<Event> events = Channel.rendezvous();
    private final ServerSocket door;

    private ChatServer(int port) throws IOException {
        door = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a port to listen on, until the process is stopped; without it, three guests have
    ///   a conversation
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        int port =
                args.length == 1 && args[0].matches("[0-9]{1,5}") ? Integer.parseInt(args[0]) : 0;
        if (args.length > 0 && (port < 1 || port > 65_535)) {
            throw new IllegalArgumentException(
                    "takes a port from 1 to 65535: '" + String.join(" ", args) + "'");
        }
        var server = new ChatServer(port);
        try (var scope = Scope.open()) {
            scope.go("room", server::room);
            scope.go("door", () -> server.admit(scope));
            if (port > 0) {
                out.println("listening on localhost:" + port);
                scope.join();
            } else {
                server.conversation(out);
                scope.cancel();
                server.door.close(); // ends the wait for the next guest
            }
        }
    }

    private void room() throws InterruptedException {
        var guests = new LinkedHashMap<String, Guest>();
        for (Event event : events) {
            switch (event) {
                case Event.Comes(var guest) -> {
                    if (guests.putIfAbsent(guest.name, guest) == null) {
                        guest.mailbox.send("* here: " + String.join(", ", guests.keySet()));
                        tell(guests, guest, "* " + guest.name + " has come");
                    } else {
                        guest.mailbox.send("* somebody else is called " + guest.name);
                        guest.mailbox.close();
                    }
                }
                case Event.Says(var guest, var line) -> {
                    if (guests.containsValue(guest)) {
                        tell(guests, guest, guest.name + ": " + line);
                    }
                }
                case Event.Goes(var guest) -> {
                    if (guests.remove(guest.name, guest)) {
                        guest.mailbox.close();
                        tell(guests, guest, "* " + guest.name + " has left");
                    }
                }
            }
        }
    }

    private static void tell(Map<String, Guest> guests, Guest from, String line)
            throws InterruptedException {
        for (Guest guest : guests.values()) {
            if (!guest.equals(from)) {
                guest.mailbox.send(line); // never waits: a full mailbox drops its oldest line
            }
        }
    }

    private void admit(Scope scope) throws IOException {
        while (true) {
            Socket socket = door.accept();
            scope.go(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws InterruptedException, ExecutionException {
        try (socket;
                var in = reader(socket);
                var out = writer(socket);
                var scope = Scope.open()) {
            String name = in.readLine();
            if (name == null || name.isBlank()) {
                return;
            }
            Channel<String> mailbox =
                    Channel.<String>builder()
                            .capacity(MAILBOX)
                            .overflow(Overflow.DROP_OLDEST)
                            .build();
            var guest = new Guest(name.strip(), mailbox);
            scope.go(
                    "to " + guest.name,
                    () -> {
                        for (String line : mailbox) {
                            out.println(line);
                        }
                        hangUp(socket);
                    });
            events.send(new Event.Comes(guest));
            try {
                for (String line; (line = in.readLine()) != null; ) {
                    events.send(new Event.Says(guest, line));
                }
            } finally {
                events.send(new Event.Goes(guest));
            }
            scope.join();
        } catch (IOException _) {
            // The line is dead: the guest has gone.
        }
    }

    /// Ends the reading from `socket`.
    private static void hangUp(Socket socket) {
        try {
            socket.shutdownInput();
        } catch (IOException _) {
            // Somebody else was faster.
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static PrintWriter writer(Socket socket) throws IOException {
        return new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /// Three guests at their terminals.
    private void conversation(PrintStream out) throws IOException {
        try (var ann = new Terminal("ann")) {
            out.println("ann reads   " + ann.line());
            talk(ann, out);
        }
    }

    private void talk(Terminal ann, PrintStream out) throws IOException {
        try (var bob = new Terminal("bob")) {
            out.println("bob reads   " + bob.line());
            out.println("ann reads   " + ann.line());
            ann.say("hello");
            out.println("bob reads   " + bob.line());
            try (var impostor = new Terminal("ann")) {
                out.println("another ann " + impostor.line());
            }
            try (var cid = new Terminal("cid")) {
                out.println("cid reads   " + cid.line());
                bob.say("hello ann, hello cid");
                out.println("cid reads   " + cid.line());
            }
            for (int i = 0; i < 3; i++) {
                out.println("ann reads   " + ann.line());
            }
            out.println("bob reads   " + bob.line());
        }
    }

    /// A guest's end of the line.
    private final class Terminal implements AutoCloseable {
        private final Socket socket = new Socket(door.getInetAddress(), door.getLocalPort());
        private final BufferedReader in = reader(socket);
        private final PrintWriter out = writer(socket);

        Terminal(String name) throws IOException {
            say(name);
        }

        void say(String line) {
            out.println(line);
        }

        String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
