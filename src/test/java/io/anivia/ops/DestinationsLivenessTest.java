package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.anivia.destination.Destinations;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class DestinationsLivenessTest {

    private static HealthCheckResponse response(Map<String, Long> deadThreads) {
        return new DestinationsLiveness(new Destinations() {
            @Override
            public Map<String, Long> deadThreads() {
                return deadThreads;
            }
        }).call();
    }

    @Test
    void isUpWhileAllWorkersLive() {
        assertThat(response(Map.of()).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDownAndSaysWhereWorkersHaveDied() {
        HealthCheckResponse response = response(Map.of("partner", 2L));

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("partner.deadThreads", 2L);
    }
}
