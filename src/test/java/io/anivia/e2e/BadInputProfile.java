package io.anivia.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.anivia.fakes.FakePartner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole program on its embedded broker, with one write key, the origin of one page, and one partner. */
public class BadInputProfile implements QuarkusTestProfile {

    static final FakePartner PARTNER = new FakePartner();
    static final String PAGE = "http://m.example.com";
    static final String KEY = "test-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "anivia.broker.embedded.dir", Path.of("target", "bad-input-broker-" + System.nanoTime()).toString(),
                "anivia.routes.dir", "src/test/resources/badinput",
                "anivia.prospector.batch-size", "500",
                // The keys that the recorded clients have.
                "anivia.elmer.keys", "shop=" + KEY + ",shop=" + KEY + ":secret,shop=" + ClientsProfile.HEC_TOKEN,
                "anivia.elmer.origins", PAGE);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Partner.class));
    }

    public static class Partner implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("partner.url", PARTNER.start().url() + "/events");
        }

        @Override
        public void stop() {
            PARTNER.close();
        }
    }
}
