package io.anivia.ops;

import java.util.Map;

import io.anivia.fakes.FakePartner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A second downstream system, for the route in {@code src/test/resources/admin}. */
public class OtherPartner implements QuarkusTestResourceLifecycleManager {

    static final FakePartner FAKE = new FakePartner();

    @Override
    public Map<String, String> start() {
        FAKE.start();
        return Map.of("other.url", FAKE.url() + "/hook");
    }

    @Override
    public void stop() {
        FAKE.close();
    }
}
