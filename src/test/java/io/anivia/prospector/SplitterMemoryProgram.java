package io.anivia.prospector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.anivia.contract.EventJson;

/**
 * Splits random {@link LargePayload}s one after the other and reads their events again, as destinations do; a process
 * of its own, so that its heap is small.
 */
final class SplitterMemoryProgram {

    /** What a destination puts into one batch by default. */
    private static final int BATCH_BYTES = 1_000_000;

    private SplitterMemoryProgram() {
    }

    /** @param arguments the seed, and how many payloads */
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Long.parseLong(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        int accepted = 0;
        // Events of the payload before: they wait for the broker's confirm while the next payload is split.
        List<byte[]> unconfirmed = List.of();
        for (int round = 0; round < rounds; round++) {
            byte[] body = LargePayload.random(Payloads.LIMITS, random);
            SplitResult split = Payloads.SPLITTER.split(Payloads.payload(body, null, "gzip"));
            accepted += split.rejected().isEmpty() ? 1 : 0;
            unconfirmed = split.events().stream().map(Event::json).toList();
            split = null;
            readInBatches(unconfirmed);
        }
        if (accepted < rounds * 0.9) {
            throw new IllegalStateException("only " + accepted + " of " + rounds + " payloads are within the limits");
        }
    }

    private static void readInBatches(List<byte[]> events) throws IOException {
        List<Map<String, Object>> batch = new ArrayList<>();
        int bytes = 0;
        for (byte[] event : events) {
            if (bytes + event.length > BATCH_BYTES) {
                batch.clear();
                bytes = 0;
            }
            batch.add(EventJson.read(event));
            bytes += event.length;
        }
    }
}
