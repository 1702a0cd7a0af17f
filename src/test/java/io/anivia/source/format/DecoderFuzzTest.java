package io.anivia.source.format;

import static io.anivia.source.format.Formats.concat;
import static io.anivia.source.format.Formats.gzip;
import static io.anivia.source.format.Formats.utf8;
import static io.anivia.source.format.Formats.zlib;
import static io.anivia.source.format.Formats.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.anivia.source.format.Decoder.Input;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes through any steps: a result within its bound or an {@link UndecodableException}, soon. */
class DecoderFuzzTest {

    private static final Duration HANG = Duration.ofSeconds(30);
    private static final int ROUNDS = 20_000;
    private static final String[] STEPS = {"gunzip", "inflate", "zstd", "form", "form:a", "form brackets context",
            "base64", "base64url", "urldecode", "json", "json:a", "lines", "wrap:x", "otlp", "hec", "cloudevents",
            "envelope"};
    private static final String[] PIECES = {"{", "}", "[", "]", "\"", ":", ",", "\n", "\r\n", "a", "a=1", "&", "%7B",
            "%", "+", "[a]", "a.", ".a", "=", "0", "1e9", "null", "{}", "{\"event\":{\"a\":1},\"time\":1}",
            "{\"event\":\"metric\",\"fields\":{\"metric_name:a\":1}}", "{\"type\":\"event\",\"length\":3}",
            "\r\n--b\r\n", "--b--", "name=\"a\"", "\r\n\r\n", "e30=", "H4sI", "\u00fc", "\ufeff", "\u0000",
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":\"1\"}}]}}]}"};

    @Test
    void everyStepEndsWithinItsBound() {
        assertTimeoutPreemptively(HANG, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(round);
                byte[] body = body(random);
                byte[] before = body.clone();
                Input input = input(random);
                byte[] decoded = body;
                for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                    Decoder step = Decoders.parse(STEPS[random.nextInt(STEPS.length)]).get(0);
                    byte[] next;
                    try {
                        next = step.decode(decoded, input);
                    } catch (UndecodableException e) {
                        assertThat(e.reason()).isEqualTo(e.getMessage()).isNotEmpty();
                        break;
                    }
                    assertThat(next == decoded || next.length <= input.maxBytes())
                            .as("round %d: %s", round, step).isTrue();
                    decoded = next;
                }
                assertThat(body).as("round %d", round).isEqualTo(before);
            }
        });
    }

    private static byte[] body(Random random) {
        byte[] body = text(random);
        for (int layers = random.nextInt(3); layers > 0; layers--) {
            body = switch (random.nextInt(6)) {
                case 0 -> gzip(body);
                case 1 -> zlib(body);
                case 2 -> zstd(body);
                case 3 -> Base64.getEncoder().encode(body);
                case 4 -> concat(utf8("a="), Base64.getUrlEncoder().encode(body));
                default -> OtlpModel.random(ExportLogsServiceRequest.getDefaultInstance(), random).toByteArray();
            };
        }
        for (int flips = random.nextInt(4); flips > 0 && body.length > 0; flips--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body;
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return utf8(text.toString());
    }

    private static Input input(Random random) {
        @Nullable String[] types = {null, "application/json", "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b", "application/x-protobuf", "multipart/form-data; boundary=", ";"};
        @Nullable String[] encodings = {null, null, null, "gzip", "deflate", "zstd", "identity", "br"};
        String[] paths = {"/v1/logs", "/v1/metrics/", "", "/services/collector/raw", "/i"};
        @Nullable String[] queries = {null, "", "a=1&host=h", "?%", "a[b]=1"};
        return new Input(types[random.nextInt(types.length)], encodings[random.nextInt(encodings.length)],
                paths[random.nextInt(paths.length)], queries[random.nextInt(queries.length)],
                random.nextInt(4) == 0 ? Map.of("ce-id", "%41\"", "ce-x", "\"") : Map.of(),
                random.nextInt(8) == 0 ? 1 + random.nextInt(50) : 100_000);
    }

    /** What is long and of one piece shows where time is not linear. */
    @ParameterizedTest
    @ValueSource(ints = {1_000_000})
    void longTextOfOnePieceTakesNoLonger(int length) {
        Input small = new Input("multipart/form-data; boundary=b", null, "/v1/logs", null, Map.of(), length);
        Input json = new Input("application/json", null, "/v1/logs", null, Map.of(), 8 * length);
        assertTimeoutPreemptively(HANG, () -> {
            for (String piece : PIECES) {
                byte[] body = utf8(piece.repeat(length / utf8(piece).length));
                for (String step : STEPS) {
                    for (Input input : List.of(small, json)) {
                        try {
                            byte[] decoded = Decoders.parse(step).get(0).decode(body, input);
                            assertThat(decoded.length).isLessThanOrEqualTo(input.maxBytes());
                        } catch (UndecodableException e) {
                            assertThat(e.reason()).isNotEmpty();
                        }
                    }
                }
            }
        });
    }

    /** What JSON and OTLP come of nested as deep as they can be said to be. */
    @Test
    void depthIsNoDanger() {
        assertTimeoutPreemptively(HANG, () -> {
            for (String open : List.of("{\"a\":", "[", "{\"event\":", "{\"resourceLogs\":[", "{\"value\":",
                    "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":{\"kvlistValue\":"
                            + "{\"values\":[{\"value\":{\"arrayValue\":{\"values\":[")) {
                byte[] body = utf8(open.repeat(50_000));
                for (String step : STEPS) {
                    try {
                        assertThat(Decoders.parse(step).get(0).decode(body, Formats.atMost(1 << 24))).isNotEmpty();
                    } catch (UndecodableException e) {
                        assertThat(e.reason()).isNotEmpty();
                    }
                }
            }
        });
    }
}
