package io.anivia.destination.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Writes bytes to each client that has connected and written something, and closes the connection. */
final class RawServer implements AutoCloseable {

    /** What to write; may go on for ever, until the client closes the connection. */
    @FunctionalInterface
    interface Speech {
        void to(OutputStream out) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    RawServer(Speech speech) throws IOException {
        Thread listener = new Thread(() -> listen(speech), "raw-server");
        listener.setDaemon(true);
        listener.start();
    }

    static RawServer saying(String words) throws IOException {
        return new RawServer(out -> say(out, words));
    }

    static void say(OutputStream out, String words) throws IOException {
        out.write(words.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    int port() {
        return server.getLocalPort();
    }

    private void listen(Speech speech) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                if (connection.getInputStream().read(new byte[64 * 1024]) > 0) {
                    speech.to(connection.getOutputStream());
                }
            } catch (IOException theOtherHungUpOrWeClosed) {
                continue;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
