package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.anivia.destination.http.HttpRecorder.RecordedExchange;
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
        RecordedExchange request = new RecordedExchange("https://a:443", "POST", "/x?access_token=1&a=2&sig=3",
                Map.of(), new byte[0]);

        assertThat(mask.target(request)).isEqualTo("/x?access_token=***&a=2&sig=***");
    }
}
