package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;

import io.anivia.fakes.ReceivedRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.camel.CamelContext;
import org.apache.camel.telemetry.Tracer;
import org.junit.jupiter.api.Test;

/** As shipped, Anivia makes no spans and hands a client's trace on. */
@QuarkusTest
@TestProfile(PartnerProfile.class)
class TracingOffIT extends ProgramTestBase {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String TRACESTATE = "vendor=opaque";

    @Inject
    CamelContext camel;

    @Test
    void nothingIsTraced() {
        assertThat(camel.hasService(Tracer.class)).isNull();
    }

    @Test
    void aClientsTraceReachesTheDestinationUnchanged() throws Exception {
        accepted("{\"id\": \"traced\"}", "traceparent", TRACEPARENT, "tracestate", TRACESTATE);

        ReceivedRequest delivery = delivery("traced");
        assertThat(delivery.header("traceparent")).contains(TRACEPARENT);
        assertThat(delivery.header("tracestate")).contains(TRACESTATE);
    }

    @Test
    void noTraceIsMadeUp() throws Exception {
        accepted("{\"id\": \"untraced\"}");

        ReceivedRequest delivery = delivery("untraced");
        assertThat(delivery.header("traceparent")).isEmpty();
        assertThat(delivery.header("tracestate")).isEmpty();
    }

    static ReceivedRequest delivery(String id) {
        await().until(() -> Partner.FAKE.ids().contains(id));
        return Partner.FAKE.deliveries().stream().filter(each -> each.id().filter(id::equals).isPresent())
                .findFirst().orElseThrow().request();
    }
}
