package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortenedTest {

    @Test
    void aTextThatFitsIsLeftAlone() {
        assertThat(Shortened.to(3, "")).isEmpty();
        assertThat(Shortened.to(3, "abc")).isEqualTo("abc");
    }

    @Test
    void aLongerOneIsCutBetweenCharacters() {
        assertThat(Shortened.to(3, "abcd")).isEqualTo("abc…");
        assertThat(Shortened.to(3, "ab\uD83D\uDE00d")).isEqualTo("ab…");
        assertThat(Shortened.to(4, "ab\uD83D\uDE00d")).isEqualTo("ab\uD83D\uDE00…");
    }
}
