package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** The whole program with settings under the names of the release before. */
@QuarkusTest
@TestProfile(RenamedSettingsIT.OldNames.class)
class RenamedSettingsIT extends ProgramTestBase {

    @Inject
    Config settings;

    @Test
    void areInEffect() throws Exception {
        assertThat(new Admin(management).get("destinations").status()).isEqualTo(401);
        assertThat(new Admin(management, "Authorization", "Bearer old-secret").get("destinations").status())
                .isEqualTo(200);
        assertThat(settings.getValue("anivia.elmer.batch-size", Integer.class)).isEqualTo(3);
        assertThat(settings.getValue("splunk.hec.prefetch", Integer.class)).isEqualTo(1234);
    }

    public static class OldNames extends AdminProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("anivia.ops.token", "old-secret");
            overrides.put("anivia.elmer.group", "3");
            overrides.put("anivia.ops.hold", "3");
            overrides.put("splunk.hec.max-in-hand", "1234");
            return overrides;
        }
    }
}
