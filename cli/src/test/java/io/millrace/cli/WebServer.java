package io.millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// A server on this machine, for one test.
public final class WebServer implements AutoCloseable {

    /// Answers a request.
    public interface Answer {
        /// Answers it.
        void to(HttpExchange request) throws IOException;
    }

    private final HttpServer server;
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    public WebServer(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                request -> {
                    connections.add(request.getRemoteAddress());
                    answer.to(request);
                    request.close();
                });
        server.start();
    }

    /// Returns the URL of its root, without a slash.
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /// Returns how many connections it was sent requests by.
    public int connections() {
        return connections.size();
    }

    /// Sends a whole answer.
    public static void send(HttpExchange request, int status, String body) throws IOException {
        request.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        request.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A server that writes what the test says, byte by byte.
    public static final class Raw implements AutoCloseable {

        /// Does something with a connection whose request was read.
        public interface Behaviour {
            /// Does it.
            void with(Socket connection) throws IOException;
        }

        private final ServerSocket socket;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();

        public Raw(Behaviour behaviour) throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        Socket connection = socket.accept();
                        open.add(connection);
                        Thread.startVirtualThread(() -> serve(connection, behaviour));
                    }
                } catch (IOException _) {
                    // The test is over.
                }
            });
        }

        private static void serve(Socket connection, Behaviour behaviour) {
            try {
                readHead(connection);
                behaviour.with(connection);
            } catch (IOException _) {
                // The client has gone, as some tests want it to.
            }
        }

        private static void readHead(Socket connection) throws IOException {
            int newlines = 0;
            while (newlines < 2) {
                int c = connection.getInputStream().read();
                newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
            }
        }

        public static void write(Socket connection, String text) throws IOException {
            connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().flush();
        }

        public String url() {
            return "http://localhost:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        }
    }
}
