package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class SecretMaskTest {

    private final SecretMask mask = SecretMask.of(List.of("very-secret"));

    @Test
    void headersWithSecretNamesAreMasked() {
        assertThat(mask.header("authorization", "Splunk 1234")).isEqualTo("Splunk ***");
        assertThat(mask.header("X-Api-Key", "1234")).isEqualTo("***");
        assertThat(mask.header("Content-Type", "text/plain")).isEqualTo("text/plain");
    }

    @Test
    void valuesOfSecretSettingsAreMaskedWhereverTheyAre() {
        assertThat(mask.header("X-Partner", "id very-secret")).isEqualTo("id ***");
        assertThat(mask.text("{\"key\":\"very-secret\"}")).isEqualTo("{\"key\":\"***\"}");
    }

    @Test
    void parametersWithSecretNamesAreMasked() {
        assertThat(mask.text("/x?access_token=1&a=2&sig=3")).isEqualTo("/x?access_token=***&a=2&sig=***");
        assertThat(SecretMask.isSecretParameter("X-Api-Key")).isTrue();
        assertThat(SecretMask.isSecretParameter("limit")).isFalse();
    }

    @Test
    void addressesInATextLoseTheirSecrets() {
        assertThat(SecretMask.addresses("no route to 'https://joe:pw@a.example/in?a=1&authKey=2' <http://b/?token=3>"))
                .isEqualTo("no route to 'https://***@a.example/in?a=1&authKey=***' <http://b/?token=***>");
        assertThat(SecretMask.addresses("mail joe@a.example, a=1&b=2, token=3")).isEqualTo("mail joe@a.example, a=1&b=2, token=3");
    }

    @Test
    void parametersOfAnyLengthAndWithinOthersAreMasked() {
        String far = "x".repeat(100);
        assertThat(SecretMask.addresses("/?" + far + "token" + far + "=1&a=2")).isEqualTo("/?" + far + "token" + far + "=***&a=2");
        assertThat(SecretMask.addresses("/?a=http://b/?token=1&c=2?key=3")).isEqualTo("/?a=http://b/?token=***&c=2?key=***");
        assertThat(SecretMask.addresses("/?a?token?b=1 token?c=2 &key")).isEqualTo("/?a?token?b=*** token?c=2 &key");
    }

    @Test
    void textsThatLookLikeAddressesAreReadInTimeThatGrowsWithThem() {
        assertThat(SecretMask.addresses("?".repeat(1_000_000))).hasSize(1_000_000);
        assertThat(SecretMask.addresses("?token".repeat(200_000))).hasSize(1_200_000);
    }
}
