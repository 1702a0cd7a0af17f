package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class MessageHeadersTest {

    @Test
    void camelsHeadersAreInternalInAnyCaseOfLetters() {
        assertThat(List.of("CamelHttpUri", "camelFileName", "CAMELX")).allMatch(MessageHeaders::isInternal);
        assertThat(List.of("anivia-receipt", "Came", "x-camel")).noneMatch(MessageHeaders::isInternal);
    }
}
