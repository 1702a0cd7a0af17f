package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A rate limit for each key: 429 for too many requests, before size and emptiness, and for no other key. */
@QuarkusTest
@TestProfile(ElmerRateLimitIT.Limited.class)
class ElmerRateLimitIT extends ElmerTestBase {

    private static final int BURST = 3;

    public static class Limited extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.elmer.keys", "greedy,modest");
            config.put("anivia.elmer.rate-limit", "1");
            config.put("anivia.elmer.rate-burst", Integer.toString(BURST));
            return config;
        }
    }

    @Test
    void answers429WithRetryAfterToAKeyThatSendsTooMuch() throws IOException {
        Answer answer = answerOnceLimited();
        assertError(answer, 429);
        assertThat(answer.header("retry-after")).as("under a second, rounded up").isEqualTo("1");
        try (var client = connect().post(EVENT, "X-Api-Key: modest")) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        try (var client = connect().post(EVENT, "X-Api-Key: unknown")) {
            assertThat(client.receive().status()).isEqualTo(401);
        }
    }

    private Answer answerOnceLimited() throws IOException {
        // A token may be refilled while these are sent, not one for each.
        for (int i = 0; i < 100; i++) {
            try (var client = connect().send(HEAD + "X-Api-Key: greedy\r\nContent-Length: 0\r\n\r\n")) {
                Answer answer = client.receive();
                if (answer.status() == 429) {
                    assertThat(i).isGreaterThanOrEqualTo(BURST);
                    return answer;
                }
                assertError(answer, 400);
            }
        }
        throw new AssertionError("never limited");
    }
}
