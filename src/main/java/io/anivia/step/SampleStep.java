package io.anivia.step;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

import io.anivia.common.SampleRate;
import io.anivia.contract.FieldExpression;
import org.jspecify.annotations.Nullable;

/** Keeps the events whose hash belongs to the share. Immutable. */
final class SampleStep implements EventStep {

    private final SampleRate rate;
    private final FieldExpression by;
    /** Of the salt; copied for each event, and never changed. */
    private final MessageDigest salted;
    private final boolean isKeptIfMissing;

    SampleStep(SampleRate rate, FieldExpression by, String salt, boolean isKeptIfMissing) {
        this.rate = rate;
        this.by = by;
        this.salted = Digests.sha256();
        this.salted.update(salt.getBytes(StandardCharsets.UTF_8));
        this.isKeptIfMissing = isKeptIfMissing;
    }

    @Override
    public @Nullable Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) {
        Optional<String> key = by.in(event);
        boolean isKept = key.isEmpty() ? isKeptIfMissing : rate.has(hash(key.get()));
        return isKept ? event : null;
    }

    private long hash(String key) {
        MessageDigest digest = Digests.copyOf(salted);
        return ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8))).getLong();
    }
}
