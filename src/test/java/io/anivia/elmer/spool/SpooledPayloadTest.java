package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;

class SpooledPayloadTest {

    private static final byte[] BODY = {0, 1, -1, 'x'};

    @Test
    void isTheSameAfterTheDisk() throws IOException {
        SpooledPayload payload = new SpooledPayload(
                Map.of("anivia-receipt", "ä", "anivia-received-at", 1L << 40, "n", 7, "b", true), "text/plain", null,
                BODY);

        SpooledPayload read = SpooledPayload.fromBytes(payload.toBytes());

        assertThat(read).usingRecursiveComparison().isEqualTo(payload);
    }

    @Test
    void refusesBytesOfAnotherOrigin() {
        byte[] bytes = new SpooledPayload(Map.of("name", "value"), "text/plain", "gzip", BODY).toBytes();
        assertThatIOException().isThrownBy(() -> SpooledPayload.fromBytes(new byte[0]));
        assertThatIOException().isThrownBy(() -> SpooledPayload.fromBytes(Arrays.copyOf(bytes, 20)));
        assertThatIOException().isThrownBy(
                () -> SpooledPayload.fromBytes("{\"no\":\"record\"}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("version");
    }
}
