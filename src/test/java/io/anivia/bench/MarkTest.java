package io.anivia.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class MarkTest {

    @Test
    void findsEachMarkInItsOrder() {
        String body = "[{\"c\":\"" + Mark.of(7, 1_790_000_000_000_123L) + "\"},{\"c\":\"" + Mark.of(0, 5) + "\"}]";

        assertThat(found(body)).containsExactly("7 at 1790000000000123", "0 at 5");
    }

    @Test
    void findsAMarkThatIsAllThereIs() {
        assertThat(found(Mark.of(12, 34))).containsExactly("12 at 34");
    }

    @Test
    void findsTheMarkBehindWhatOnlyBeginsLikeOne() {
        assertThat(found("mmark-1-2 mark- mark-3 mark-4- mark--5 marmark-6-7 mar"))
                .containsExactly("1 at 2", "6 at 7");
    }

    @Test
    void findsAMarkOfEveryEventOfAPayload() {
        String payload = new Payloads(3, 500).next(42).toString(UTF_8);

        assertThat(found(payload)).containsExactly("0 at 42", "1 at 42", "2 at 42");
    }

    private static List<String> found(String body) {
        List<String> found = new ArrayList<>();
        Mark.findAll(body.getBytes(UTF_8), (number, due) -> found.add(number + " at " + due));
        return found;
    }
}
