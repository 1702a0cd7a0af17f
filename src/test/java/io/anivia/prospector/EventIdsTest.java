package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.anivia.prospector.EventIds.EventId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {

    @Test
    void takesTheClientsId() {
        assertThat(decide(Map.of("id", "a", "messageId", "b"))).isEqualTo(new EventId("a", null));
        assertThat(decide(Map.of("messageId", "b"))).isEqualTo(new EventId("b", null));
    }

    @Test
    void takesIntegersAsTheirDigits() {
        assertThat(decide(Map.of("id", 0))).isEqualTo(new EventId("0", null));
        assertThat(decide(Map.of("id", -7L))).isEqualTo(new EventId("-7", null));
        assertThat(decide(Map.of("messageId", new BigInteger("123456789012345678901234567890"))))
                .isEqualTo(new EventId("123456789012345678901234567890", null));
    }

    @Test
    void makesOneWhereThereIsNone() {
        assertThat(decide(Map.of())).isEqualTo(new EventId("r-3", null));
        Map<String, Object> noneGiven = new HashMap<>();
        noneGiven.put("id", null);
        noneGiven.put("messageId", "  ");
        assertThat(decide(noneGiven)).isEqualTo(new EventId("r-3", null));
    }

    @Test
    void usesTheMessageIdIfTheIdIsNone() {
        assertThat(decide(Map.of("id", "", "messageId", "b"))).isEqualTo(new EventId("b", null));
    }

    @ParameterizedTest
    @MethodSource
    void replacesAndKeepsAnUnusableId(Object unusable) {
        assertThat(decide(Map.of("id", unusable))).isEqualTo(new EventId("r-3", unusable));
        assertThat(decide(Map.of("messageId", unusable))).isEqualTo(new EventId("r-3", unusable));
        assertThat(decide(Map.of("id", unusable, "messageId", "fit"))).isEqualTo(new EventId("r-3", unusable));
    }

    static List<Object> replacesAndKeepsAnUnusableId() {
        return List.of(true, new BigDecimal("5.0"), List.of("a"), Map.of("a", 1), "x".repeat(257),
                "\uD83D\uDE00".repeat(257), "x".repeat(1_000_000), BigInteger.TEN.pow(256), "a\u0000b",
                "a\r\nX-Evil: 1", "a\u007fb", "a\u0085b", "a\u2028b",
                "half \ud83d", "\ude00 half");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\u00e9", "\u65e5\u672c", "\uD83D\uDE00", "{\"a\":1}", " edge "})
    void takesAnyPrintableText(String id) {
        assertThat(decide(Map.of("id", id))).isEqualTo(new EventId(id, null));
    }

    @Test
    void countsCharactersNotTheirHalves() {
        String longest = "\uD83D\uDE00".repeat(256);
        assertThat(decide(Map.of("id", longest)).id()).isEqualTo(longest);
        assertThat(decide(Map.of("id", "x".repeat(256))).id()).hasSize(256);
        assertThat(decide(Map.of("id", BigInteger.TEN.pow(255))).id()).hasSize(256);
    }

    @Test
    void keepsButNeverUsesTheContextsId() {
        assertThat(EventIds.decide(null, null, "shared", "r", 3)).isEqualTo(new EventId("r-3", "shared"));
        assertThat(EventIds.decide("own", "own", "shared", "r", 3)).isEqualTo(new EventId("own", null));
        assertThat(EventIds.decide("own", null, "shared", "r", 3)).isEqualTo(new EventId("own", null));
    }

    @Test
    void keepsAMemberThatIsReplacedByTheIdOfAnother() {
        assertThat(EventIds.decide("uuid-1", 7, "shared", "r", 3)).isEqualTo(new EventId("uuid-1", 7));
        assertThat(EventIds.decide(null, 7, "shared", "r", 3)).isEqualTo(new EventId("r-3", 7));
        assertThat(EventIds.decide("uuid-1", "uuid-1", null, "r", 3)).isEqualTo(new EventId("uuid-1", null));
        assertThat(EventIds.decide("uuid-1", " ", null, "r", 3)).isEqualTo(new EventId("uuid-1", null));
    }

    /** As a source says by default: id, messageId. */
    private static EventId decide(Map<String, Object> members) {
        Object id = members.get("id");
        return EventIds.decide(EventIds.isNone(id) ? members.get("messageId") : id, id, null, "r", 3);
    }
}
