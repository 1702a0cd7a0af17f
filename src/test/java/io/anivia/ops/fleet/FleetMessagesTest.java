package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.vertx.core.json.JsonObject;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, they are a message or are unreadable. */
class FleetMessagesTest {

    private static final byte[] QUESTION = FleetMessages.question("name", new JsonObject().put("a", 1), "x");
    private static final byte[] ANSWER = FleetMessages.answer(new JsonObject().put("id", "x"), new JsonObject());

    @Property
    void anyBytesAreReadOrRefused(@ForAll("bodies") byte[] body) {
        readsOrRefuses(body);
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> damaged = Arbitraries.of(List.of(QUESTION, ANSWER)).flatMap(message ->
                Arbitraries.integers().between(0, message.length - 1).flatMap(at ->
                        Arbitraries.bytes().map(value -> {
                            byte[] copy = message.clone();
                            copy[at] = value;
                            return copy;
                        })));
        return Arbitraries.oneOf(any, damaged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[", "{\"v\":1,\"operation\":"})
    void deepJsonIsRefused(String opening) {
        for (int depth : new int[] {999, 1001, 100_000}) {
            String closing = opening.startsWith("[") ? "]" : "}";
            readsOrRefuses(bytes(opening.repeat(depth)));
            readsOrRefuses(bytes(opening.repeat(depth) + "1" + closing.repeat(depth)));
            readsOrRefuses(bytes("{\"v\":1,\"operation\":\"name\",\"from\":\"x\",\"arguments\":{\"a\":"
                    + opening.repeat(depth) + "1" + closing.repeat(depth) + "}}"));
        }
    }

    @Test
    void oneThatIsTooLargeIsNotRead() {
        byte[] large = bytes(new String(QUESTION, StandardCharsets.UTF_8) + " ".repeat(FleetMessages.MAX_BYTES));

        assertThatThrownBy(() -> FleetMessages.readQuestion(large))
                .isInstanceOf(FleetMessages.UnreadableException.class).hasMessageContaining("too many");
    }

    private static void readsOrRefuses(byte[] body) {
        assertThatCode(() -> {
            try {
                assertThat(FleetMessages.readQuestion(body).from()).isNotEmpty();
            } catch (FleetMessages.UnreadableException e) {
                assertThat(e.getMessage()).hasSizeLessThan(100);
            }
            try {
                assertThat(FleetMessages.readAnswer(body).getJsonObject("process").getString("id")).isNotEmpty();
            } catch (FleetMessages.UnreadableException e) {
                assertThat(e.getMessage()).hasSizeLessThan(100);
            }
        }).doesNotThrowAnyException();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
