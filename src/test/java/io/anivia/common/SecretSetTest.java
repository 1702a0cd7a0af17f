package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSetTest {

    private final SecretSet secrets = new SecretSet(List.of("old-secret", "new-secret"));

    @Test
    void findsEachSecretAtItsPosition() {
        assertThat(secrets.indexOf("old-secret")).isEqualTo(OptionalInt.of(0));
        assertThat(secrets.indexOf("new-secret")).isEqualTo(OptionalInt.of(1));
        assertThat(secrets.contains("new-secret")).isTrue();
        assertThat(secrets.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "old-secre", "old-secret ", "OLD-SECRET", "old-secret,new-secret", "\0"})
    void findsNothingElse(String candidate) {
        assertThat(secrets.indexOf(candidate)).isEmpty();
        assertThat(secrets.contains(candidate)).isFalse();
    }

    @Test
    void anEmptySetHoldsNotEvenTheEmptySecret() {
        assertThat(new SecretSet(List.of()).isEmpty()).isTrue();
        assertThat(new SecretSet(List.of()).contains("")).isFalse();
    }

    @Test
    void showsNoSecret() {
        assertThat(secrets).hasToString("SecretSet of 2");
    }
}
