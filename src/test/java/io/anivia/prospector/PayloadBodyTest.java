package io.anivia.prospector;

import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadBodyTest {

    private static final byte[] TEXT = utf8("{\"type\":\"tap\"}");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "identity", "Identity "})
    void leavesWhatIsNotEncoded(String encoding) throws IOException {
        assertThat(PayloadBody.inflate(TEXT, encoding, 100)).isSameAs(TEXT);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "gzip", "GZIP", "x-gzip", "identity", "br", "application/json"})
    void inflatesWhatIsGzipWhateverItIsCalled(String encoding) throws IOException {
        assertThat(PayloadBody.inflate(gzip(TEXT), encoding, 100)).isEqualTo(TEXT);
    }

    @Test
    void readsSeveralGzipMembersAndIgnoresPadding() throws IOException {
        byte[] one = gzip(utf8("[1,"));
        byte[] other = gzip(utf8("2]"));
        byte[] both = Arrays.copyOf(one, one.length + other.length + 8);
        System.arraycopy(other, 0, both, one.length, other.length);
        assertThat(PayloadBody.inflate(both, "gzip", 100)).isEqualTo(utf8("[1,2]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "compress", "gzip, gzip", "\u0000"})
    void refusesOtherEncodings(String encoding) {
        assertThatThrownBy(() -> PayloadBody.inflate(TEXT, encoding, 100))
                .isInstanceOf(UnreadablePayloadException.class).hasMessageContaining("unknown content encoding");
    }

    @Test
    void refusesWhatIsNotGzip() {
        assertThatThrownBy(() -> PayloadBody.inflate(TEXT, "gzip", 100))
                .isInstanceOf(UnreadablePayloadException.class).hasMessageContaining("not in gzip format");
    }

    @Test
    void refusesGzipThatIsCutShortAnywhere() {
        byte[] whole = gzip(TEXT);
        for (int length = 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PayloadBody.inflate(cut, "gzip", 100))
                    .isInstanceOf(UnreadablePayloadException.class).hasMessageContaining("cut short");
        }
    }

    @Test
    void refusesGzipWithAWrongChecksum() {
        byte[] damaged = gzip(TEXT);
        damaged[damaged.length - 6] ^= 1;
        assertThatThrownBy(() -> PayloadBody.inflate(damaged, "gzip", 100))
                .isInstanceOf(UnreadablePayloadException.class).hasMessageContaining("damaged");
    }

    @Test
    void holdsTextToItsBound() throws IOException {
        assertThat(PayloadBody.inflate(TEXT, null, TEXT.length)).isSameAs(TEXT);
        assertThat(PayloadBody.inflate(gzip(TEXT), "gzip", TEXT.length)).isEqualTo(TEXT);
        assertThatThrownBy(() -> PayloadBody.inflate(TEXT, null, TEXT.length - 1))
                .hasMessageContaining("more than 13 bytes");
        assertThatThrownBy(() -> PayloadBody.inflate(gzip(TEXT), "gzip", TEXT.length - 1))
                .isInstanceOf(UnreadablePayloadException.class).hasMessageContaining("more than 13 bytes");
    }
}
