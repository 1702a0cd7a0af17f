package io.anivia.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network between two programs on loopback: forwards every byte of a TCP connection, until it has to swallow them
 * without a word, or is cut.
 */
final class Link implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final int target;
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Object state = new Object();
    /** Guarded by {@link #state}, as is the next. */
    private boolean silent;
    private boolean cut;

    private Link(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    static Link to(int port) throws IOException {
        return new Link(port);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections were asked for so far. */
    int connections() {
        return connections.get();
    }

    /** Goes on accepting, and holds back all bytes, without an error on either side. */
    void fallSilent() {
        synchronized (state) {
            silent = true;
        }
    }

    /** Resets every connection, and each new one at once. */
    void cut() throws IOException {
        synchronized (state) {
            cut = true;
        }
        for (Socket socket : sockets) {
            reset(socket);
        }
    }

    /** Forwards again, also what was held back. */
    void heal() {
        synchronized (state) {
            silent = false;
            cut = false;
            state.notifyAll();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                connections.incrementAndGet();
                sockets.add(near);
                if (isCut()) {
                    reset(near);
                } else {
                    daemon(() -> connect(near));
                }
            } catch (IOException e) {
                LOG.debug("The link accepts no more", e);
            }
        }
    }

    private void connect(Socket near) {
        try {
            awaitForwarding();
            Socket far = new Socket();
            sockets.add(far);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            daemon(() -> forward(far, near));
            forward(near, far);
        } catch (IOException e) {
            LOG.debug("The link's other end cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitForwarding();
                out.write(buffer, 0, read);
            }
            awaitForwarding();
        } catch (IOException e) {
            LOG.debug("A connection over the link has ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitForwarding() throws InterruptedException {
        synchronized (state) {
            while (silent) {
                state.wait();
            }
        }
    }

    private boolean isCut() {
        synchronized (state) {
            return cut;
        }
    }

    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        heal();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
