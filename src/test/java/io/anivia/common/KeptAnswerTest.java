package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptAnswerTest {

    @Test
    void itIsCutAndWithoutTheSecretsOfItsAddresses() {
        assertThat(KeptAnswer.of("GET https://joe:pw@a.example/?token=3 " + "!".repeat(1000)))
                .startsWith("GET https://***@a.example/?token=*** !").hasSize(512);
        assertThat(KeptAnswer.of("no such sku")).isEqualTo("no such sku");
    }
}
