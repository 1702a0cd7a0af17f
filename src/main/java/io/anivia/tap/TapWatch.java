package io.anivia.tap;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.contract.ShownHeaders;
import org.jspecify.annotations.Nullable;

/** The taps that look at one point. Its methods never block and throw nothing. Immutable. */
public final class TapWatch {

    private final TapPoint point;
    private final List<Tap> taps;

    TapWatch(TapPoint point, List<Tap> taps) {
        this.point = point;
        this.taps = List.copyOf(taps);
    }

    /**
     * A payload, of which nothing is read.
     *
     * @param bytes its length, compressed as it came
     */
    public void payload(String receipt, @Nullable String source, int bytes, @Nullable String contentType,
            @Nullable String contentEncoding) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("receipt", receipt);
        head.put("bytes", bytes);
        if (contentType != null) {
            head.put("contentType", ShownHeaders.contentType(contentType));
        }
        if (contentEncoding != null) {
            head.put("contentEncoding", ShownHeaders.contentEncoding(contentEncoding));
        }
        try {
            offer(new TappedEvent(point, now(), receipt, source, null, EventJson.write(head), head, null, null));
        } catch (IOException | RuntimeException e) {
            // Not seen so far: texts and numbers can be written.
            Taps.countFailure();
        }
    }

    /**
     * An event on its way.
     *
     * @param members of the same event, not to be changed any more; {@code null} if they are not at hand
     */
    public void event(@Nullable String source, @Nullable String destination, byte[] json,
            @Nullable Map<String, ?> members) {
        offer(new TappedEvent(point, now(), null, source, destination, json, members, null, null));
    }

    /**
     * An event that a destination has not taken.
     *
     * @param words       why, quoting nothing of the event
     * @param quotedWords what the destination said; may quote the event
     */
    public void failure(@Nullable String source, String destination, byte[] json, String words,
            @Nullable String quotedWords) {
        offer(new TappedEvent(point, now(), null, source, destination, json, null, words, quotedWords));
    }

    private void offer(TappedEvent event) {
        for (Tap tap : taps) {
            tap.offer(event);
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
