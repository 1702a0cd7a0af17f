package io.anivia.source.format;

import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.json;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are in the form of those of Sentry's documentation. */
class EnvelopeDecoderTest {

    private static final String HEADER = "{\"event_id\":\"9ec79c33\",\"dsn\":\"https://k@sentry.io/42\"}";

    @Test
    void eachItemBecomesAnObject() throws Exception {
        String envelope = HEADER + "\n{\"type\":\"event\",\"length\":42}\n"
                + "{\"message\":\"hello\\nworld\",\"level\":\"error\"}\n"
                + "{\"type\":\"session\"}\n{ }\n"
                + "{\"type\":\"attachment\",\"length\":10,\"filename\":\"a.txt\"}\n\u00ef\nHello\n\n\n";
        assertThat(decode("envelope", envelope)).isEqualTo(
                "{\"message\":\"hello\\nworld\",\"level\":\"error\",\"envelope\":{\"header\":" + HEADER
                        + ",\"item\":{\"type\":\"event\",\"length\":42}}}\n"
                        + "{\"envelope\":{\"header\":" + HEADER + ",\"item\":{\"type\":\"session\"}}}\n"
                        + "{\"data\":\"w68KSGVsbG8KCg==\",\"envelope\":{\"header\":" + HEADER
                        + ",\"item\":{\"type\":\"attachment\",\"length\":10,\"filename\":\"a.txt\"}}}\n");
    }

    @Test
    void theLastItemNeedsNoLineBreak() throws Exception {
        assertThat(json(decode("envelope", "{}\n{\"type\":\"session\"}\n{\"a\":1}"))).singleElement()
                .satisfies(item -> assertThat(item.get("a").intValue()).isOne());
        assertThat(json(decode("envelope", "{}\r\n{\"type\":\"event\",\"length\":7}\r\n{\"a\":1}")))
                .singleElement().satisfies(item -> assertThat(item.get("a").intValue()).isOne());
        assertThat(json(decode("envelope", "{}\n{\"type\":\"attachment\",\"length\":0}\n")))
                .singleElement().satisfies(item -> assertThat(item.get("data").textValue()).isEmpty());
    }

    /** Else a payload could say of itself that it came in another envelope. */
    @Test
    void theItemsOwnMemberOfThatNameComesFirst() throws Exception {
        assertThat(json(decode("envelope", "{}\n{\"type\":\"event\"}\n{\"envelope\":1}")).get(0).get("envelope")
                .get("item").get("type").textValue()).isEqualTo("event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{}\n", "{\"a\":1}\n{\"b\":2}\n", "[]\n{\"type\":\"event\"}\n{}", "text\n{}",
            "{\"type\":\"event\"}", "{}\n[]\n", "{}\n{\"type\":1}\n{}"})
    void passesOnWhatIsNotAnEnvelope(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("envelope", body)).isSameAs(body);
    }

    @Test
    void isNotReadBeyondWhereItIsCutShort() throws Exception {
        String payload = "{\"a\":1}";
        String whole = "{}\n{\"type\":\"event\",\"length\":7}\n" + payload;
        for (int length = whole.indexOf(payload); length < whole.length(); length++) {
            byte[] cut = Arrays.copyOf(utf8(whole), length);
            assertThatThrownBy(() -> decode("envelope", cut)).isInstanceOf(UndecodableException.class)
                    .hasMessage("envelope is cut short");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n{\"type\":\"event\",\"length\":2}\n{\"a\":1}\n",
            "{}\n{\"type\":\"event\"}\n{}\n{}\n{}",
            "{}\n{\"type\":\"event\"}\n{}\ntext", "{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"a\",\"length\":-2}\n",
            "{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"a\",\"length\":99999999999}\n"})
    void refusesItemsThatAreNone(String envelope) {
        assertThatThrownBy(() -> decode("envelope", envelope)).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("envelope with an item");
    }

    @Test
    void refusesAnItemThatIsLongerThanItsHeaderSays() {
        assertThatThrownBy(() -> decode("envelope", "{}\n{\"type\":\"event\",\"length\":2}\n{} \n"))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("envelope with an item that is longer than its header says");
    }

    @Test
    void holdsToItsBound() {
        byte[] bomb = utf8("{\"a\":\"" + "x".repeat(1000) + "\"}\n" + "{\"type\":\"e\"}\n{}\n".repeat(1000));
        assertThatThrownBy(() -> decode("envelope", bomb, Formats.atMost(100_000)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 100000 bytes");
    }
}
