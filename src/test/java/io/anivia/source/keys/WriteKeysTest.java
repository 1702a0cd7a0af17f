package io.anivia.source.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteKeysTest {

    private final WriteKeys keys = WriteKeys.of(List.of("old-secret", "ios=9f86d081", "ios=60303ae2", "id:secret",
            "c2VjcmV0=="));

    @Test
    void findsEachKeyByItsName() {
        assertThat(keys.areOff()).isFalse();
        assertThat(keys.nameOf("old-secret")).contains("key-1");
        assertThat(keys.nameOf("9f86d081")).contains("ios");
        assertThat(keys.nameOf("60303ae2")).contains("ios");
        assertThat(keys.nameOf("id:secret")).contains("key-4");
    }

    @Test
    void theSignsOfEqualityAtAnEndOfBase64AreTheKeys() {
        assertThat(keys.nameOf("c2VjcmV0==")).contains("key-5");
        assertThat(WriteKeys.of(List.of("web=c2VjcmV0==")).nameOf("c2VjcmV0==")).contains("web");
    }

    @Test
    void blanksAroundTheCommasAreNoPartOfAKey() {
        WriteKeys written = WriteKeys.of(List.of("ios=9f86d081", " web=60303ae2", " third "));

        assertThat(written.nameOf("60303ae2")).contains("web");
        assertThat(written.nameOf("third")).contains("key-3");
    }

    @Test
    void findsNoOther() {
        assertThat(keys.nameOf("old-secre")).isEmpty();
        assertThat(keys.nameOf("ios")).isEmpty();
        assertThat(keys.nameOf("ios=9f86d081")).isEmpty();
        assertThat(WriteKeys.of(List.of()).nameOf("")).isEmpty();
    }

    @Test
    void namesEachNameOnce() {
        assertThat(keys.names()).containsExactly("key-1", "ios", "key-4", "key-5");
    }

    @Test
    void aSourceMayTakeSomeOfThemOnly() {
        WriteKeys ios = keys.only(Set.of("ios"));

        assertThat(ios.nameOf("60303ae2")).contains("ios");
        assertThat(ios.nameOf("old-secret")).isEmpty();
        assertThat(ios.areOff()).isFalse();
        assertThat(keys.only(Set.of()).nameOf("old-secret")).contains("key-1");
        assertThat(keys.only(Set.of("android")).nameOf("60303ae2")).isEmpty();
    }

    @Test
    void areOffIfThereAreNone() {
        assertThat(WriteKeys.of(List.of()).areOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "ios=with space", "\u00fcml\u00e4ut", "line\nbreak"})
    void refusesAKeyThatCannotBeSentWithoutShowingIt(String key) {
        assertThatThrownBy(() -> WriteKeys.of(List.of("fine", key))).isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("anivia.elmer.keys", "key 2 of 2")
                .satisfies(e -> assertThat(key.isEmpty() || !e.getMessage().contains(key)).isTrue());
    }
}
