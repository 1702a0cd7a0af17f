package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Random payloads that are within all limits and close to one of them, of the JSON that takes most memory for its text.
 * Written compressed, so that a small heap is left to what reads them.
 */
final class LargePayload {

    /** A piece of JSON, and how many values it has. */
    private record Piece(String json, int values) {
    }

    /** What Elmer takes by default, {@code anivia.elmer.max-body}. */
    private static final int MAX_BODY_BYTES = 1024 * 1024;
    /** Kept from the limit on the text, for punctuation. */
    private static final int MARGIN_BYTES = 64 * 1024;
    /** Of an event besides its pieces, and of Prospector's decoration. */
    private static final int EVENT_OVERHEAD_BYTES = 1_000;

    private final PayloadLimits limits;
    private final Random random;
    private final List<Piece> pieces = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int values;
    private long bytes;

    private LargePayload(PayloadLimits limits, Random random) {
        this.limits = limits;
        this.random = random;
        // Few kinds, so that a payload is now and then of the worst alone; few pieces, so that it can be compressed.
        int[] kinds = random.ints(1 + random.nextInt(3), 0, 12).toArray();
        for (int count = 0; count < 40; count++) {
            pieces.add(piece(kinds[random.nextInt(kinds.length)]));
        }
    }

    /** A body in gzip. */
    static byte[] random(PayloadLimits limits, Random random) throws IOException {
        LargePayload payload = new LargePayload(limits, random);
        try (GZIPOutputStream out = new GZIPOutputStream(payload.body)) {
            payload.write(out);
        }
        return payload.body.toByteArray();
    }

    private Piece piece(int kind) {
        int depth = 1 + random.nextInt(limits.maxDepth() - 5);
        String text = "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 60));
        return switch (kind) {
            case 0 -> new Piece("{\"\":".repeat(depth) + "0" + "}".repeat(depth), depth + 1);
            case 1 -> new Piece("[".repeat(depth) + "]".repeat(depth), depth);
            case 2 -> new Piece("{}", 1);
            case 3 -> new Piece("{\"%d\":0.5,\"%d\":[{}]}".formatted(random.nextInt(), random.nextLong()), 4);
            case 4 -> new Piece("0.1", 1);
            case 5 -> new Piece("0." + "1".repeat(1 + random.nextInt(900)), 1);
            case 6 -> new Piece("9".repeat(1 + random.nextInt(900)), 1);
            case 7 -> new Piece("1e-" + random.nextInt(1_000), 1);
            case 8 -> new Piece("\"" + text + "\"", 1);
            // One wide character doubles the memory of the others.
            case 9 -> new Piece("\"\u20ac" + text + "\"", 1);
            case 10 -> new Piece("\"\\u0001\\\"\\ud800" + text + "\"", 1);
            default -> new Piece("{\"" + random.nextInt() + "n".repeat(random.nextInt(1_900)) + "\":null}", 2);
        };
    }

    private void write(GZIPOutputStream out) throws IOException {
        int contextMembers = random.nextBoolean() ? 0 : random.nextInt(30);
        StringBuilder context = new StringBuilder();
        int contextValues = 0;
        for (int member = 0; member < contextMembers; member++) {
            Piece piece = pieces.get(random.nextInt(pieces.size()));
            context.append(",\"c").append(member).append("\":").append(piece.json);
            contextValues += piece.values;
        }
        int contextBytes = Payloads.utf8(context.toString()).length + 30;
        // Evenly distributed by magnitude: some payloads have one large event, some ten thousand small ones.
        int eventValues = (int) Math.exp(random.nextDouble() * Math.log(limits.maxEventValues() - contextValues - 10));
        values = 3 + contextValues;
        bytes = contextBytes;
        out.write(Payloads.utf8("{\"events\":[{}"));
        for (int events = 1; events < limits.maxEvents(); events++) {
            byte[] event = event(eventValues, limits.maxEventBytes() - contextBytes - EVENT_OVERHEAD_BYTES);
            values += contextMembers;
            bytes += event.length + contextBytes;
            if (values > limits.maxValues() || bytes > limits.maxInflatedBytes() - MARGIN_BYTES
                    || body.size() > MAX_BODY_BYTES * 9 / 10) {
                break;
            }
            out.write(event);
        }
        out.write(Payloads.utf8("]" + context + "}"));
    }

    private byte[] event(int maxValues, int maxBytes) {
        StringBuilder event = new StringBuilder(",{\"v\":[{}");
        int eventValues = 3;
        while (true) {
            Piece piece = pieces.get(random.nextInt(pieces.size()));
            // A character of a piece takes three bytes at most, in UTF-8 or when it is written again.
            if (eventValues + piece.values > maxValues || event.length() + piece.json.length() > maxBytes / 3) {
                values += eventValues;
                return Payloads.utf8(event.append("]}").toString());
            }
            event.append(',').append(piece.json);
            eventValues += piece.values;
        }
    }
}
