package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.gunzip;
import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.MessageHeaders;
import org.junit.jupiter.api.Test;

class RejectedMessageTest {

    @Test
    void aPayloadOfTenThousandRejectedMembersIsOneMessageOfItsSize() throws IOException {
        byte[] body = gzip(utf8("[1" + ",1".repeat(9_999) + "]"));
        assertThat(body).hasSizeLessThan(70);

        OutboundMessage message = rejected(payload(body, null, "gzip"));

        assertThat(message.body()).hasSizeLessThan(100);
        assertThat(message.contentEncoding()).isEqualTo("gzip");
        assertThat(message.contentType()).isEqualTo("application/x-ndjson");
        assertThat(message.headers()).containsEntry(MessageHeaders.REASON, "not a JSON object")
                .containsEntry(MessageHeaders.POSITION, 0).containsEntry(MessageHeaders.PARTS, 10_000)
                .containsEntry(MessageHeaders.STAGE, "split").containsEntry("h", "kept");
        assertThat(utf8(gunzip(message.body()))).isEqualTo("1\n".repeat(10_000));
    }

    @Test
    void onePartIsItsOwnBytes() {
        OutboundMessage message = rejected(payload(utf8("[{}, {}, [1, 2]]")));

        assertThat(utf8(message.body())).isEqualTo("[1, 2]");
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(message.contentEncoding()).isNull();
        assertThat(message.headers()).containsEntry(MessageHeaders.POSITION, 2)
                .doesNotContainKey(MessageHeaders.PARTS);
    }

    @Test
    void aWholePayloadIsAsItCame() {
        byte[] body = gzip(utf8("[1,"));

        OutboundMessage message = rejected(payload(body, "text/plain", "gzip"));

        assertThat(message.body()).isSameAs(body);
        assertThat(message.contentType()).isEqualTo("text/plain");
        assertThat(message.contentEncoding()).isEqualTo("gzip");
        assertThat(message.headers()).doesNotContainKeys(MessageHeaders.POSITION, MessageHeaders.PARTS);
    }

    @Test
    void partsAreReadAgainAsOnePayload() {
        String deep = "[".repeat(200) + "]".repeat(200);
        OutboundMessage message = rejected(payload(utf8(
                "{\"a\":1}\n{\"b\":%1$s}\n{broken\n{\"c\":%1$s}\n{\"d\":1}".formatted(deep))));
        assertThat(message.headers()).containsEntry(MessageHeaders.POSITION, 1).containsEntry(MessageHeaders.PARTS, 3);
        assertThat((String) message.headers().get(MessageHeaders.REASON))
                .startsWith("beyond what is read").contains("; not JSON: syntax error");

        SplitResult again = Payloads.splitter(new PayloadLimits(10_000, 10_000, 300, 10, 1_000, 10_000))
                .split(payload(message.body(), message.contentType(), null));

        assertThat(again.events()).extracting(event -> event.members().keySet().iterator().next())
                .containsExactly("b", "c");
        assertThat(again.rejected()).extracting(part -> utf8(part.body())).containsExactly("{broken");
    }

    /** Found out when it has its context already, and members were taken away. */
    @Test
    void anEventThatIsTooLargeKeepsItsContext() {
        String large = "{\"a\":\"" + "x".repeat(500) + "\"}";
        Payload payload = payload(utf8("{\"app\":\"shop\",\"events\":[{}," + large + "]}"));
        SplitResult split = Payloads.splitter(new PayloadLimits(10_000, 10_000, 100, 10, 1_000, 500)).split(payload);

        assertThat(split.events()).hasSize(1);
        assertThat(utf8(onlyMessage(split.rejected(), payload).body()))
                .isEqualTo("{\"events\":[" + large + "],\"app\":\"shop\"}");
    }

    /** A part of several lines is not taken for several parts, of which some might be events. */
    @Test
    void aPartOfSeveralLinesStaysOne() {
        OutboundMessage message = rejected(payload(utf8("{\"a\":1} 5 [\n{\"b\":1},\n{\"c\":1}")));

        assertThat(utf8(message.body())).isEqualTo("5\n[\n{\"b\":1},\n{\"c\":1}\n");
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(SPLITTER.split(payload(message.body(), message.contentType(), null)).events()).isEmpty();
    }

    @Test
    void aFewReasonsAreNamed() {
        SplitResult split = new SplitResult(List.of(), IntStream.range(0, 10_000)
                .mapToObj(at -> new RejectedPart("reason " + at, at, utf8("5"), null)).toList());

        OutboundMessage message = onlyMessage(split.rejected(), payload(utf8("[]")));

        assertThat(message.headers()).containsEntry(MessageHeaders.REASON,
                "reason 0; reason 1; reason 2; reason 3; reason 4; and others");
    }

    private static OutboundMessage rejected(Payload payload) {
        return onlyMessage(SPLITTER.split(payload).rejected(), payload);
    }

    private static OutboundMessage onlyMessage(List<RejectedPart> rejected, Payload payload) {
        List<OutboundMessage> messages =
                RejectedMessage.of(rejected, payload, Map.of("h", "kept"), Long.MAX_VALUE);
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }
}
