package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the given bytes. */
final class RawConnection implements AutoCloseable {

    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawConnection(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout((int) Duration.ofSeconds(15).toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** A POST to {@code /v1/events} with its length. */
    RawConnection post(byte[] body, String... headers) throws IOException {
        return send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n"
                + String.join("", lines(headers)) + "\r\n").send(body);
    }

    /** The next answer on this connection. */
    Answer receive() throws IOException {
        String[] statusLine = readLine().split(" ", 3);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        in.readFully(body);
        return new Answer(Integer.parseInt(statusLine[1]), headers, new String(body, ISO_8859_1));
    }

    /** Whether the server has closed its side and sent nothing more. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Sends until the server hangs up or that many bytes are sent. Returns how many were. */
    long sendUntilClosed(byte[] piece, long atMostBytes) {
        long sent = 0;
        try {
            while (sent < atMostBytes) {
                send(piece);
                sent += piece.length;
            }
        } catch (IOException hungUp) {
            return sent;
        }
        return sent;
    }

    /** Closes with a reset, as a device does that loses its network. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String[] lines(String[] headers) {
        String[] lines = new String[headers.length];
        for (int i = 0; i < headers.length; i++) {
            lines[i] = headers[i] + "\r\n";
        }
        return lines;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed after '" + line + "'");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
