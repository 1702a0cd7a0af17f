package io.anivia.e2e;

import java.util.HashMap;
import java.util.Map;

import io.anivia.fakes.FakeAdobe;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The three downstream systems of the end-to-end tests, faked, and the settings that switch their destinations on. */
public class Downstreams implements QuarkusTestResourceLifecycleManager {

    static final FakeSplunk SPLUNK = new FakeSplunk();
    static final FakeAdobe ADOBE = new FakeAdobe();
    static final FakePartner PARTNER = new FakePartner();

    @Override
    public Map<String, String> start() {
        SPLUNK.start();
        ADOBE.reportSuites("anivia-test").start();
        PARTNER.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("splunk.hec.url", SPLUNK.url());
        settings.put("splunk.hec.token", FakeSplunk.TOKEN);
        settings.put("splunk.hec.batch-interval", "100ms");
        settings.put("omniture.url", ADOBE.url());
        settings.put("omniture.report-suite", "anivia-test");
        settings.put("webhook.url", PARTNER.url() + "/hook");
        settings.put("camel.component.destination.backoff", "50ms,500ms");
        return settings;
    }

    /** As good as new: nothing remembered, nothing scripted, listening. */
    static void reset() {
        SPLUNK.start(SPLUNK.port()).heal().forget().refuseNothing();
        ADOBE.start(ADOBE.port()).heal().forget();
        PARTNER.start(PARTNER.port()).heal().forget().refuseNothing();
    }

    @Override
    public void stop() {
        SPLUNK.close();
        ADOBE.close();
        PARTNER.close();
    }
}
