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

    private final boolean keepsAlive;
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    RawServer(Speech speech) throws IOException {
        this(false, speech);
    }

    private RawServer(boolean keepsAlive, Speech speech) throws IOException {
        this.keepsAlive = keepsAlive;
        Thread listener = new Thread(() -> listen(speech), "raw-server");
        listener.setDaemon(true);
        listener.start();
    }

    static RawServer saying(String words) throws IOException {
        return new RawServer(out -> say(out, words));
    }

    /** Speaks each time the client has written something, until it hangs up. */
    static RawServer keepingAlive(Speech speech) throws IOException {
        return new RawServer(true, speech);
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
                boolean isAsked = connection.getInputStream().read(new byte[64 * 1024]) > 0;
                while (isAsked) {
                    speech.to(connection.getOutputStream());
                    isAsked = keepsAlive && connection.getInputStream().read(new byte[64 * 1024]) > 0;
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
