package io.anivia.cluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP client on a bare socket, which it keeps open, because only there it shows whether a request was refused,
 * answered, or answered by half. One thread at a time may use it.
 */
final class Device implements AutoCloseable {

    enum Outcome {
        /** A whole answer came. */
        ANSWERED,
        /** No connection could be made: nothing was sent. */
        REFUSED,
        /** The connection ended before the first byte of an answer. */
        UNREAD,
        /** The connection ended within the answer. */
        CUT_SHORT,
        /** No whole answer within the device's patience. */
        HUNG
    }

    private static final int NO_STATUS = 0;
    private static final int CONNECT_MILLIS = 5000;
    private static final int LOOK_MILLIS = 1;

    private final String name;
    private final int patienceMillis;
    private final int[] ports;
    private int at;
    private int events;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private boolean answering;

    Device(String name, Duration patience, int first, int... ports) {
        this.name = name;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
        this.ports = ports;
        this.at = first;
    }

    /** Sends its next event and waits for the answer. */
    Devices.Sent send() {
        String id = name + "-" + events++;
        long start = System.nanoTime();
        Outcome outcome;
        int status = NO_STATUS;
        try {
            Socket to = connected();
            answering = false;
            try {
                to.getOutputStream().write(request(id));
                status = answer();
                outcome = Outcome.ANSWERED;
            } catch (SocketTimeoutException e) {
                outcome = Outcome.HUNG;
                close();
            } catch (IOException e) {
                outcome = answering ? Outcome.CUT_SHORT : Outcome.UNREAD;
                close();
            }
        } catch (IOException e) {
            outcome = Outcome.REFUSED;
        }
        if (status != 202) {
            close();
            at++;
        }
        return new Devices.Sent(id, outcome, status, Duration.ofNanos(System.nanoTime() - start));
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open != null && isAlive(open)) {
            return open;
        }
        close();
        Socket next = new Socket();
        next.connect(new InetSocketAddress("127.0.0.1", ports[Math.floorMod(at, ports.length)]), CONNECT_MILLIS);
        next.setTcpNoDelay(true);
        next.setSoTimeout(patienceMillis);
        socket = next;
        in = new BufferedInputStream(next.getInputStream());
        return next;
    }

    /** Whether the server has not closed it meanwhile. */
    private boolean isAlive(Socket open) throws IOException {
        open.setSoTimeout(LOOK_MILLIS);
        try {
            open.getInputStream().read();
            // The end, or an answer without a request.
            return false;
        } catch (SocketTimeoutException quiet) {
            open.setSoTimeout(patienceMillis);
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private static byte[] request(String id) {
        String body = "{\"id\":\"" + id + "\",\"type\":\"tap\",\"name\":\"Grüße\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return ("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a whole answer, with the length of its body announced. */
    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean last = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            last |= lower.equals("connection: close");
        }
        if (in == null || in.readNBytes(length).length < length) {
            throw new IOException("half an answer");
        }
        if (last) {
            close();
        }
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = read(); c != '\n'; c = read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private int read() throws IOException {
        int c = in == null ? -1 : in.read();
        if (c < 0) {
            throw new IOException("the connection ended within the answer");
        }
        answering = true;
        return c;
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket cannot be closed", e);
            }
            socket = null;
            in = null;
        }
    }
}
