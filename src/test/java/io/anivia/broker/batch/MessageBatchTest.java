package io.anivia.broker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP;
import io.anivia.broker.publish.OutboundMessage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBatchTest {

    private static final Map<String, Object> FIRST = Map.of("anivia-receipt", "r1", "anivia-received-at", 1764L);
    private static final Map<String, Object> SECOND = Map.of("anivia-receipt", "r2");

    @Test
    void canBeReadByPeople() {
        byte[] batch = MessageBatch.write(List.of(json(SECOND, "{\"id\":1}"), json(SECOND, "{\"id\":22}"), json(Map.of(), "{}")));
        assertThat(new String(batch, UTF_8)).isEqualTo("""
                {"contentType":"application/json","headers":{"anivia-receipt":"r2"},"sizes":[8,9]}
                {"id":1}
                {"id":22}
                {"contentType":"application/json","headers":{},"sizes":[2]}
                {}
                """);
    }

    @Test
    void sharesHeadersOnlyBetweenNeighbours() throws IOException {
        List<MessageBatch.Entry> entries = MessageBatch.read(MessageBatch.write(List.of(json(FIRST, "1"), json(SECOND, "2"), json(FIRST, "3"))));
        assertThat(entries).extracting(MessageBatch.Entry::headers).containsExactly(FIRST, SECOND, FIRST);
        assertThat(entries).extracting(entry -> new String(entry.body(), UTF_8)).containsExactly("1", "2", "3");
    }

    @Test
    void takesNoHeaderThatItWouldGiveBackAsAnother() {
        assertThat(MessageBatch.takes(json(Map.of("s", "text", "l", 1L, "i", 1, "b", true), ""))).isTrue();
        assertThat(MessageBatch.takes(json(Map.of("d", new Date()), ""))).isFalse();
        assertThat(MessageBatch.takes(json(Map.of("f", 1.5), ""))).isFalse();
    }

    @Test
    void takesNoHeadersThatAreLargerThanMostBodies() {
        assertThat(MessageBatch.takes(json(Map.of("trace", "x".repeat(4000)), ""))).isTrue();
        assertThat(MessageBatch.takes(json(Map.of("trace", "x".repeat(4000), "t".repeat(50), "y".repeat(50)), ""))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "1, 1", "0, 1", "-7, 1", "10000, 10000", "2000000000, 10000"})
    void countsItsMessagesByItsHeader(int header, int expected) {
        assertThat(MessageBatch.messages(properties(Map.of(MessageBatch.HEADER, header)))).isEqualTo(expected);
    }

    @Test
    void aMessageThatIsNoBatchCountsAsOne() {
        assertThat(MessageBatch.messages(properties(null))).isEqualTo(1);
        assertThat(MessageBatch.messages(properties(Map.of("a", 5)))).isEqualTo(1);
        assertThat(MessageBatch.messages(properties(Map.of(MessageBatch.HEADER, "many")))).isEqualTo(1);
    }

    private static AMQP.BasicProperties properties(@Nullable Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void holdsNoMoreMessagesThanTheBound(int sections) {
        String section = "{\"sizes\":[0" + ",0".repeat(MessageBatch.MOST_MESSAGES / sections) + "]}\n"
                + "\n".repeat(MessageBatch.MOST_MESSAGES / sections + 1);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> MessageBatch.read(section.repeat(sections).getBytes(UTF_8)))
                .withMessageContaining("more than 10000 messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\n", "{\"sizes\":[]}\n", "{\"sizes\":[1]}\n", "{\"sizes\":[1]}\n12\n",
        "{\"sizes\":[-1]}\n\n", "{\"sizes\":[2147483647]}\n\n", "{\"sizes\":[99999999999]}\n\n", "{\"sizes\":1}\n\n",
        "{\"headers\":{\"a\":null},\"sizes\":[0]}\n\n", "{\"headers\":[],\"sizes\":[0]}\n\n", "{\"other\":1}\n",
        "{\"sizes\":[0]\n\n", "{\"sizes\":[0", "[]\n", "{\"sizes\":[0]}\n\nrest",
        "{\"contentType\":null,\"sizes\":[0]}\n\n", "{\"contentType\":{},\"sizes\":[0]}\n\n", "{\"sizes\":[0]}{}\n\n"})
    void saysThatItIsNoBatch(String text) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> MessageBatch.read(text.getBytes(UTF_8)));
    }

    @Property(tries = 300)
    void givesBackWhatWentIn(@ForAll("messages") @Size(min = 1, max = 20) List<OutboundMessage> messages)
            throws IOException {
        List<MessageBatch.Entry> entries = MessageBatch.read(MessageBatch.write(messages));
        assertThat(entries).hasSameSizeAs(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(entries.get(i).headers()).isEqualTo(messages.get(i).headers());
            assertThat(entries.get(i).contentType()).isEqualTo(messages.get(i).contentType());
            assertThat(entries.get(i).contentEncoding()).isEqualTo(messages.get(i).contentEncoding());
            assertThat(entries.get(i).body()).isEqualTo(messages.get(i).body());
        }
    }

    @Provide
    Arbitrary<List<OutboundMessage>> messages() {
        Arbitrary<@Nullable String> label = Arbitraries.of("text/plain", "gzip", "\"\n\u00e9").injectNull(0.3);
        Arbitrary<Object> value = Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(20), Arbitraries.longs(),
                Arbitraries.of(true, false)).map(each -> (Object) each);
        Arbitrary<Map<String, Object>> headers = Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), value)
                .ofMaxSize(3);
        // Few bytes, and line feeds among them, so that bodies look like what is around them.
        Arbitrary<byte[]> body = Arbitraries.of("{\"sizes\":[1]}\n", "\n", "", "{", "é").list().ofMaxSize(3)
                .map(parts -> String.join("", parts).getBytes(UTF_8));
        return Combinators.combine(headers, label, label, body)
                .as((table, type, encoding, bytes) -> new OutboundMessage("", "q", table, type, encoding, bytes)).list();
    }

    private static OutboundMessage json(Map<String, Object> headers, String body) {
        return OutboundMessage.json("q", headers, body.getBytes(UTF_8));
    }
}
