package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressDetailTest {

    @ParameterizedTest
    @CsvSource({"FULL,192.0.2.17,192.0.2.17", "TRUNCATED,192.0.2.17,192.0.2.0", "TRUNCATED,2001:db8:1:2::3,2001:db8:1::",
            "TRUNCATED,unknown,", "NONE,192.0.2.17,"})
    void leavesSoMuchOfTheAddressAndAllElse(AddressDetail detail, String address, String left) {
        Map<String, Object> anivia = Map.of("address", address, "source", "events");
        Map<String, Object> event = Map.of("id", "1", "anivia", anivia);

        Map<String, Object> shown = detail.in(event);

        assertThat(shown.get("id")).isEqualTo("1");
        assertThat(shown.get("anivia")).isEqualTo(left == null ? Map.of("source", "events")
                : Map.of("source", "events", "address", left));
        assertThat(anivia).containsEntry("address", address);
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATED", "NONE"})
    void whatHasNoAddressStaysAsItIs(AddressDetail detail) {
        assertThat(detail.in(Map.of("anivia", Map.of()))).isEqualTo(Map.of("anivia", Map.of()));
        assertThat(detail.in(Map.of("anivia", "none"))).isEqualTo(Map.of("anivia", "none"));
    }
}
