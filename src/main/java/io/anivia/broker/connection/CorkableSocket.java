package io.anivia.broker.connection;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * A socket that writes several messages at once. RabbitMQ's client flushes after each; on a thread that has said that
 * more follow at once, that waits for the last of them.
 */
public final class CorkableSocket extends Socket {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final ThreadLocal<Boolean> MORE = ThreadLocal.withInitial(() -> false);

    private @Nullable OutputStream output;

    /** Says whether this thread writes more before it does anything else, so that what it writes next may wait. */
    public static void moreFollow(boolean more) {
        MORE.set(more);
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (output == null) {
            output = new BufferedOutputStream(super.getOutputStream(), BUFFER_BYTES) {
                @Override
                public synchronized void flush() throws IOException {
                    if (!MORE.get()) {
                        super.flush();
                    }
                }
            };
        }
        return output;
    }

    /** Makes them for RabbitMQ's client, which connects them itself. */
    static final class Factory extends SocketFactory {

        @Override
        public Socket createSocket() {
            return new CorkableSocket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("made unconnected only");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("made unconnected only");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("made unconnected only");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("made unconnected only");
        }
    }
}
