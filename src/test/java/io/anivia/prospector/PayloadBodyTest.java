package io.anivia.prospector;

import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

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
        byte[] both = concat(one, other);
        assertThat(PayloadBody.inflate(both, "gzip", 100)).isEqualTo(utf8("[1,2]"));
        for (int zeros : new int[] {1, 8, 18, 19, 5_000}) {
            byte[] padded = Arrays.copyOf(both, both.length + zeros);
            assertThat(PayloadBody.inflate(padded, "gzip", 100)).isEqualTo(utf8("[1,2]"));
        }
    }

    /** Among them are the beginning of another member, and one whose header is damaged. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 17, 18, 19, 26, 27, 5_000})
    void refusesWhatFollowsTheLastMember(int length) {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        byte[] damaged = gzip(utf8("2]"));
        damaged[1] ^= 1;
        for (byte[] behind : new byte[][] {Arrays.copyOf(utf8("{}".repeat(5_000)), length),
                Arrays.copyOf(damaged, length), Arrays.copyOf(new byte[] {0, 0, 0, 1}, length + 3)}) {
            for (byte[] before : new byte[][] {gzip(TEXT), concat(gzip(TEXT), gzip(TEXT))}) {
                assertThatThrownBy(() -> PayloadBody.inflate(concat(before, behind), "gzip", 100))
                        .isInstanceOf(UnreadablePayloadException.class)
                        .hasMessage("gzip is followed by " + behind.length + " bytes that are not gzip");
            }
        }
        assertThatThrownBy(() -> PayloadBody.inflate(concat(gzip(TEXT), Arrays.copyOf(gzip(noise), length)), "gzip",
                100_000))
                .isInstanceOf(UnreadablePayloadException.class);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void readsManyMembersOfAnySize() throws IOException {
        byte[] members = new byte[0];
        StringBuilder text = new StringBuilder();
        for (int size = 0; size < 60; size++) {
            text.append("x".repeat(size * size));
            members = concat(members, gzip(utf8("x".repeat(size * size))));
            assertThat(PayloadBody.inflate(members, null, 100_000)).isEqualTo(utf8(text.toString()));
        }
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
