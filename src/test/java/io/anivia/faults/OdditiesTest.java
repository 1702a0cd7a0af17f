package io.anivia.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.anivia.faults.Payloads.Payload;
import org.junit.jupiter.api.Test;

class OdditiesTest {

    @Test
    void areMadeInTurnOneWithTheFirstPayloadAndThenEachSoMany() {
        Oddities odd = Oddities.oneIn(2, Oddities::hugeNumber, Oddities::overlong);

        List<Optional<String>> ids = IntStream.range(0, 5).mapToObj(i -> odd.next("f").map(each -> each.ids().get(0)))
                .toList();

        assertThat(ids).containsExactly(Optional.of("f-o0"), Optional.empty(), Optional.of("f-o1"), Optional.empty(),
                Optional.of("f-o2"));
    }

    /** Few bytes on the wire, or they would be refused for their size. */
    @Test
    void thoseThatTakeMuchMemoryAreSmall() {
        for (Payload each : List.of(Oddities.manyMaps("a"), Oddities.manyMapsInEvents("a"), Oddities.manyMembers("a"),
                Oddities.unfolding("a"))) {
            assertThat(each.body().length).isLessThan(100_000);
        }
    }

    @Test
    void theOverlongCharacterIsWrittenAsTwoBytes() {
        assertThat(new String(Oddities.overlong("a").body(), ISO_8859_1)).contains("\"\u00c0\u00af\"");
    }
}
