package io.anivia.source.format;

import static io.anivia.source.format.Formats.atMost;
import static io.anivia.source.format.Formats.compressed;
import static io.anivia.source.format.Formats.concat;
import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.gzip;
import static io.anivia.source.format.Formats.input;
import static io.anivia.source.format.Formats.utf8;
import static io.anivia.source.format.Formats.zlib;
import static io.anivia.source.format.Formats.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    private static final byte[] TEXT = utf8("{\"events\":[]}");

    private enum Compression {
        GUNZIP("gzip"), INFLATE("deflate"), ZSTD("zstd");

        final String encoding;

        Compression(String encoding) {
            this.encoding = encoding;
        }

        String step() {
            return name().toLowerCase(Locale.ROOT);
        }

        byte[] compress(byte[] text) {
            return switch (this) {
                case GUNZIP -> gzip(text);
                case INFLATE -> zlib(text);
                case ZSTD -> zstd(text);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void decompressesByTheFirstBytes(Compression compression) throws Exception {
        byte[] body = compression.compress(TEXT);
        for (String encoding : new @Nullable String[] {null, compression.encoding, "identity", " "}) {
            assertThat(decode(compression.step(), body, input("text/plain", encoding))).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesOnWhatIsNotCompressed(Compression compression) throws Exception {
        for (byte[] body : new byte[][] {TEXT, {}, {0x1f}, {0x78}, {0x28, (byte) 0xb5}, utf8("xa=1"), utf8("(a)")}) {
            assertThat(decode(compression.step(), body)).isSameAs(body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverChangesTheBody(Compression compression) throws Exception {
        byte[] body = compression.compress(TEXT);
        byte[] before = body.clone();
        decode(compression.step(), body);
        assertThat(body).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsCutShortAnywhere(Compression compression) {
        byte[] whole = compression.compress(TEXT);
        for (int length = compression == Compression.ZSTD ? 4 : 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decode(compression.step(), cut)).as("%d bytes", length)
                    .isInstanceOf(UndecodableException.class).hasMessageContaining("cut short");
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsTextToItsBound(Compression compression) throws Exception {
        byte[] bomb = compression.compress(new byte[10_000_000]);
        assertThat(bomb).hasSizeLessThan(20_000);
        assertThatThrownBy(() -> decode(compression.step(), bomb, atMost(100_000)))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("unfolds to more than 100000 bytes (anivia.prospector.max-inflated)");
        assertThat(decode(compression.step(), bomb, atMost(10_000_000))).hasSize(10_000_000);
        byte[] small = compression.compress(TEXT);
        assertThat(decode(compression.step(), small, atMost(TEXT.length))).isEqualTo(TEXT);
        assertThatThrownBy(() -> decode(compression.step(), small, atMost(TEXT.length - 1)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 12 bytes");
    }

    /** Whatever is in them, and however they are damaged. */
    @ParameterizedTest
    @EnumSource
    void readsAnyBytesAndSurvivesAnyDamage(Compression compression) throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            byte[] text = new byte[random.nextInt(3_000)];
            for (int at = 0; at < text.length; at++) {
                text[at] = (byte) random.nextInt(1 + random.nextInt(256));
            }
            byte[] body = compression.compress(text);
            assertThat(decode(compression.step(), body)).isEqualTo(text);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(decode(compression.step(), body)).hasSizeLessThanOrEqualTo(Formats.MAX_BYTES);
            } catch (UndecodableException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
    }

    /** Each took a frame of the stack, so that such a payload could neither be read nor rejected. */
    @ParameterizedTest
    @ValueSource(ints = {50, 50_000})
    void emptyMembersAreFewOrTheGzipIsNotRead(int members) throws Exception {
        byte[] empty = gzip(new byte[0]);
        byte[] many = new byte[members * empty.length];
        for (int at = 0; at < many.length; at += empty.length) {
            System.arraycopy(empty, 0, many, at, empty.length);
        }

        if (members <= 100) {
            assertThat(decode("gunzip", concat(many, gzip(TEXT)))).isEqualTo(TEXT);
        } else {
            assertThatThrownBy(() -> decode("gunzip", concat(many, gzip(TEXT)))).isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("gzip with more than 100 empty members");
        }
    }

    /** Frames of zstd are read one after the other. */
    @Test
    void manyEmptyFramesOfZstdAreNoText() throws Exception {
        byte[] empty = zstd(new byte[0]);
        byte[] many = new byte[80_000 * empty.length];
        for (int at = 0; at < many.length; at += empty.length) {
            System.arraycopy(empty, 0, many, at, empty.length);
        }

        assertThat(decode("zstd", many)).isEmpty();
    }

    @Test
    void readsSeveralGzipMembersWithZerosBehind() throws Exception {
        assertThat(decode("gunzip", concat(gzip(TEXT), gzip(TEXT), new byte[100]))).isEqualTo(concat(TEXT, TEXT));
    }

    @Test
    void refusesOtherBytesBehindGzip() {
        for (int size : new int[] {1, 2, 3, 17, 1000}) {
            byte[] behind = new byte[size];
            behind[size - 1] = 1;
            assertThatThrownBy(() -> decode("gunzip", concat(gzip(TEXT), behind)))
                    .isInstanceOf(UndecodableException.class).hasMessageContaining("followed by");
        }
    }

    @Test
    void refusesGzipWithAWrongChecksum() {
        byte[] damaged = gzip(TEXT);
        damaged[damaged.length - 6] ^= 1;
        assertThatThrownBy(() -> decode("gunzip", damaged)).isInstanceOf(UndecodableException.class)
                .hasMessage("gzip is damaged");
    }

    @Test
    void gunzipHoldsTextThatIsNotCompressedToItsBound() throws Exception {
        assertThat(decode("gunzip", TEXT, atMost(TEXT.length))).isSameAs(TEXT);
        assertThatThrownBy(() -> decode("gunzip", TEXT, atMost(TEXT.length - 1)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 12 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "compress", "gzip, gzip", "\u0000"})
    void refusesOtherEncodings(String encoding) {
        assertThatThrownBy(() -> decode("gunzip", TEXT, input(null, encoding)))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("unknown content encoding; gzip and identity are known");
    }

    @Test
    void knowsTheEncodingsOfTheWholeChain() throws Exception {
        assertThat(decode("gunzip, zstd", zstd(TEXT), input(null, "zstd"))).isEqualTo(TEXT);
        assertThat(decode("zstd, inflate, gunzip", zlib(TEXT), input(null, "deflate"))).isEqualTo(TEXT);
        assertThat(decode("inflate, gunzip, zstd", gzip(TEXT), input(null, "x-gzip"))).isEqualTo(TEXT);
        assertThatThrownBy(() -> decode("gunzip, zstd", TEXT, input(null, "br")))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("unknown content encoding; gzip, zstd and identity are known");
    }

    @ParameterizedTest
    @CsvSource({"gunzip, gzip", "gunzip, X-GZIP", "zstd, zstd"})
    void refusesWhatIsNotInTheFormatThatItIsSaidToBe(String step, String encoding) {
        assertThatThrownBy(() -> decode(step, TEXT, input(null, encoding)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("but not in " + step.replace("gunzip",
                        "gzip") + " format");
    }

    @Test
    void refusesOtherBytesBehindDeflate() {
        assertThatThrownBy(() -> decode("inflate", concat(zlib(TEXT), new byte[3])))
                .isInstanceOf(UndecodableException.class).hasMessage("deflate is followed by 3 bytes");
    }

    /** Two letters of which the check sum happens to be that of a header. */
    @Test
    void passesOnTextThatBeginsLikeAHeaderThatZlibDoesNotWrite() throws Exception {
        byte[] body = utf8("XG=1");
        assertThat(decode("inflate", body)).isSameAs(body);
    }

    @Test
    void readsBareDeflateIfItIsSaidToBeDeflate() throws Exception {
        byte[] bare = compressed(TEXT, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
        assertThat(decode("inflate", bare, input(null, "deflate"))).isEqualTo(TEXT);
        assertThat(decode("inflate", bare)).isSameAs(bare);
        assertThatThrownBy(() -> decode("inflate", TEXT, input(null, "deflate")))
                .isInstanceOf(UndecodableException.class);
    }

    @Test
    void readsSeveralZstdFrames() throws Exception {
        assertThat(decode("zstd", concat(zstd(TEXT), zstd(TEXT)))).isEqualTo(concat(TEXT, TEXT));
    }
}
