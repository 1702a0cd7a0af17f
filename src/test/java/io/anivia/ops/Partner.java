package io.anivia.ops;

import java.util.Map;

import io.anivia.fakes.FakePartner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A downstream system for the route in {@code src/test/resources/ops}. */
public class Partner implements QuarkusTestResourceLifecycleManager {

    static final FakePartner FAKE = new FakePartner();

    @Override
    public Map<String, String> start() {
        FAKE.start();
        return Map.of("partner.url", FAKE.url() + "/hook");
    }

    @Override
    public void stop() {
        FAKE.close();
    }
}
