package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

import io.anivia.destination.DestinationComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route as it is shipped, in a context of its own, with a stand-in for destination:. */
class SplunkRouteIT {

    private static final String TOKEN = "00000000-0000-0000-0000-0123456789ab";

    private final CamelContext camel = new DefaultCamelContext();
    private final Properties settings = new Properties();

    @BeforeEach
    void set() {
        settings.put("splunk.hec.batch-size", "500");
        settings.put("splunk.hec.batch-bytes", "900000");
        settings.put("splunk.hec.batch-interval", "1s");
        settings.put("splunk.hec.concurrency", "2");
        settings.put("splunk.hec.prefetch", "5000");
        settings.put("splunk.hec.max-content-length", "1000000");
        settings.put("splunk.hec.event-metadata", "true");
        settings.put("splunk.hec.skip-tls-verify", "false");
        settings.put("splunk.hec.ack", "true");
        settings.put("splunk.hec.ack-timeout", "5m");
        settings.put("splunk.hec.ack-poll-interval", "2s");
        settings.put("splunk.hec.max-pending-acks", "30");
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void isLeftOutWithoutAUrl() throws Exception {
        start();

        assertThat(camel.getRoutes()).isEmpty();
    }

    @Test
    void isLeftOutWithABlankUrl() throws Exception {
        settings.put("splunk.hec.url", "");
        start();

        assertThat(camel.getRoutes()).isEmpty();
    }

    @Test
    void sendsToTheUrlThatIsSet() throws Exception {
        settings.put("splunk.hec.url", "https://splunk.monitoring.svc:8088/");
        settings.put("splunk.hec.token", TOKEN);
        start();

        SplunkEndpoint endpoint = endpoint();
        assertThat(endpoint.address()).hasToString("https://splunk.monitoring.svc:8088");
        assertThat(endpoint.getToken()).isEqualTo(TOKEN);
        assertThat(endpoint.request().writer().defaults().index()).isNull();
        assertThat(endpoint.request().writer().defaults().source()).isEqualTo("anivia");
        assertThat(endpoint.request().writer().defaults().sourceType()).isEqualTo("anivia");
        assertThat(endpoint.request().maxContentLengthBytes()).isEqualTo(1_000_000);
        assertThat(endpoint.isAck()).isTrue();
        assertThat(endpoint.ackLimits()).isEqualTo(new AcknowledgementLimits(Duration.ofMinutes(5),
                Duration.ofSeconds(2), 30, Duration.ofSeconds(60)));
        assertThat(camel.getRoutes()).singleElement().satisfies(route -> {
            assertThat(route.getRouteId()).isEqualTo("splunk");
            assertThat(route.getDescription()).isNotBlank();
            assertThat(route.getEndpoint().getEndpointUri()).contains("batchSize=500", "batchBytes=900000",
                    "batchInterval=1s", "concurrency=2");
        });
    }

    @Test
    void namesTheIndexThatIsSet() throws Exception {
        settings.put("splunk.hec.url", "http://127.0.0.1:8088");
        settings.put("splunk.hec.token", "a+b%20&c=d)#");
        settings.put("splunk.hec.index", "mobile");
        start();

        assertThat(endpoint().request().writer().defaults().index()).isEqualTo("mobile");
        assertThat(endpoint().getToken()).isEqualTo("a+b%20&c=d)#");
    }

    @Test
    void doesNotStartWithoutAToken() {
        settings.put("splunk.hec.url", "https://splunk:8088");

        assertThatThrownBy(this::start).rootCause().hasMessageContaining("token").hasMessageContaining("missing");
    }

    @Test
    void doesNotStartWithAnInvalidUrlNorLogTheToken() {
        settings.put("splunk.hec.url", "https://splunk:port");
        settings.put("splunk.hec.token", TOKEN);

        assertThatThrownBy(this::start).satisfies(failure -> {
            assertThat(failure).rootCause().hasMessageContaining("host:port");
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(TOKEN);
            }
        });
    }

    @Test
    void keepsTheTokenOutOfCamelsLog() throws Exception {
        settings.put("splunk.hec.url", "https://splunk:8088");
        settings.put("splunk.hec.token", TOKEN);
        start();

        assertThat(endpoint().toString()).doesNotContain(TOKEN);
        assertThat(camel.getRoutes().get(0).toString()).doesNotContain(TOKEN);
    }

    private void start() throws Exception {
        camel.addComponent("splunk", new SplunkComponent());
        camel.addComponent("destination", new Source());
        camel.getPropertiesComponent().setOverrideProperties(settings);
        Resource file = PluginHelper.getResourceLoader(camel)
                .resolveResource("file:routes/destinations/splunk.camel.yaml");
        PluginHelper.getRoutesLoader(camel).loadRoutes(file);
        camel.start();
    }

    private SplunkEndpoint endpoint() {
        return camel.getEndpoints().stream().filter(SplunkEndpoint.class::isInstance).map(SplunkEndpoint.class::cast)
                .findFirst().orElseThrow();
    }

    private static final class Source extends DestinationComponent {
        Source() {
            setAutowiredEnabled(false);
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor);
                }
            };
        }
    }
}
