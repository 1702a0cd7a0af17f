package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A program whose broker was never there. */
@QuarkusTest
@TestProfile(BrokerAwayIT.NobodyThere.class)
class BrokerAwayIT extends ProgramTestBase {

    private static final String PASSWORD = "not-for-others";

    public static class NobodyThere extends PartnerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("anivia.broker.uri", "amqp://anivia:" + PASSWORD + "@127.0.0.1:1/");
            return settings;
        }
    }

    @Test
    void isAlive() throws Exception {
        assertThat(operations("health/live").statusCode()).isEqualTo(200);
        assertThat(check("live", "camel").get("status").asText()).isEqualTo("UP");
        assertThat(operations("health/started").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotReadyAndSaysWhy() throws Exception {
        assertThat(operations("health/ready").statusCode()).isEqualTo(503);
        JsonNode broker = check("ready", "broker");
        assertThat(broker.get("status").asText()).isEqualTo("DOWN");
        assertThat(broker.get("data").get("address").asText()).isEqualTo("127.0.0.1:1");
        assertThat(broker.get("data").get("publish").asText()).isNotBlank();
        assertThat(check("ready", "destinations").get("status").asText()).isEqualTo("UP");
        assertThat(check("ready", "routes").get("status").asText()).isEqualTo("UP");
    }

    @Test
    void saysNoPasswords() throws Exception {
        assertThat(operations("health").body()).doesNotContain(PASSWORD);
        assertThat(operations("metrics").body()).doesNotContain(PASSWORD);
    }

    @Test
    void tellsClientsToComeBack() throws Exception {
        var answer = post("{}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
}
