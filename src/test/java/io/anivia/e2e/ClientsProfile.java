package io.anivia.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.anivia.fakes.FakePartner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole program on its embedded broker, with write keys, the origin of one page, and one partner that records. */
public class ClientsProfile implements QuarkusTestProfile {

    static final FakePartner PARTNER = new FakePartner();
    static final String PAGE = "http://m.example.com";
    static final String KEY = "test-key";
    /** What the clients of Splunk's collector sent. */
    static final String HEC_TOKEN = "11111111-2222-3333-4444-555555555555";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "anivia.broker.embedded.dir", Path.of("target", "clients-broker-" + System.nanoTime()).toString(),
                "anivia.routes.dir", "routes/destinations",
                "anivia.elmer.keys", "shop=" + KEY + ",shop=" + KEY + ":secret,shop=" + HEC_TOKEN,
                "anivia.elmer.origins", PAGE);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Partner.class));
    }

    public static class Partner implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("webhook.url", PARTNER.start().url() + "/hook");
        }

        @Override
        public void stop() {
            PARTNER.close();
        }
    }
}
