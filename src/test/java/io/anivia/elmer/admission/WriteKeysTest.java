package io.anivia.elmer.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteKeysTest {

    private final WriteKeys keys = WriteKeys.of(List.of("old-secret", "new-secret"));

    @Test
    void findsEachKey() {
        assertThat(keys.areOff()).isFalse();
        assertThat(keys.find("old-secret")).isEqualTo(OptionalInt.of(0));
        assertThat(keys.find("new-secret")).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void findsNoOther() {
        assertThat(keys.find("old-secre")).isEmpty();
        assertThat(WriteKeys.of(List.of()).find("")).isEmpty();
    }

    @Test
    void areOffIfThereAreNone() {
        assertThat(WriteKeys.of(List.of()).areOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with:colon", "with space", "\u00fcml\u00e4ut", "line\nbreak"})
    void refusesAKeyThatCannotBeSentWithoutShowingIt(String key) {
        assertThatThrownBy(() -> WriteKeys.of(List.of("fine", key))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("anivia.elmer.keys", "key 2 of 2")
                .satisfies(e -> assertThat(key.isEmpty() || !e.getMessage().contains(key)).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"Basic b2xkLXNlY3JldDo=", "basic b2xkLXNlY3JldDp3aGF0ZXZlcjpp", "Basic b2xkLXNlY3JldA==",
            "'Basic  b2xkLXNlY3JldDo= '"})
    void readsTheUserOfBasic(String authorization) {
        assertThat(WriteKeys.user(authorization)).contains("old-secret");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Basic", "Basic ???", "Bearer b2xkLXNlY3JldDo=", "old-secret"})
    void readsNothingElse(String authorization) {
        assertThat(WriteKeys.user(authorization)).isEmpty();
    }
}
