package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AdminProfile.WithTokens.class)
class AdminTokenIT extends ProgramTestBase {

    @Test
    void onlyWhoPresentsATokenIsAnswered() throws Exception {
        Admin.Answer refused = new Admin(management).get("destinations");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.response().headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"anivia\"");
        assertThat(refused.body().get("detail").asText()).contains("anivia.admin.token").doesNotContain("secret");
        assertThat(new Admin(management, "Authorization", "Bearer wrong").get("jobs").status()).isEqualTo(401);

        assertThat(new Admin(management, "Authorization", "Bearer old-secret").get("destinations").status())
                .isEqualTo(200);
        assertThat(new Admin(management, "Authorization", "Bearer new-secret").get("rejected").status())
                .isEqualTo(200);
    }

    @Test
    void healthAndMetricsAskForNone() throws Exception {
        assertThat(operations("health/ready").statusCode()).isEqualTo(200);
        assertThat(operations("metrics").statusCode()).isEqualTo(200);
    }
}
