package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options as they are written in a URI. */
class SplunkEndpointIT {

    private static final String TOKEN = "token=00000000-0000-0000-0000-0123456789ab";

    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("splunk", new SplunkComponent());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8088", "splunk:8088", "splunk_1:8088", "splunk.monitoring.svc:8088",
            "127.0.0.1:8088", "[::1]:8088", "https://splunk:8088", "https://splunk:8088/", "https://[::1]:8088",
            "//splunk:8088", "https://proxy/splunk"})
    void startsWithAnyAddress(String address) {
        assertThat(endpoint("splunk:" + address + "?" + TOKEN).address().https()).isTrue();
    }

    @Test
    void hasItsDefaults() {
        SplunkEndpoint endpoint = endpoint("splunk:splunk:8088?" + TOKEN);

        assertThat(endpoint.isGzip()).isTrue();
        assertThat(endpoint.getGzipLevel()).isEqualTo(1);
        assertThat(endpoint.getMaxContentLength()).isEqualTo(1_000_000);
        assertThat(endpoint.getConnectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(endpoint.getResponseTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(endpoint.getRequestTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(endpoint.getMaxConnections()).isZero();
        assertThat(endpoint.isAck()).isFalse();
        assertThat(endpoint.request().writer().defaults().host()).isNotBlank();
    }

    @Test
    void documentsTheDefaultsItHas() throws Exception {
        SplunkEndpoint endpoint = endpoint("splunk:splunk:8088?" + TOKEN);
        SplunkEndpointConfigurer configurer = new SplunkEndpointConfigurer();
        for (Field option : options()) {
            Object actual = configurer.getOptionValue(endpoint, option.getName(), false);
            String documented = option.getAnnotation(UriParam.class).defaultValue();
            if (!documented.isEmpty()) {
                assertThat(camel.getTypeConverter().mandatoryConvertTo(option.getType(), documented))
                        .as(option.getName()).isEqualTo(actual);
            } else if (!option.getName().equals("token")) {
                assertThat(actual).as(option.getName()).isNull();
            }
        }
    }

    @Test
    void theGeneratedConfigurerSetsEveryOption() {
        Map<Class<?>, Object> values = Map.of(int.class, "7", Duration.class, "7s", String.class, "/seven",
                SSLContextParameters.class, new SSLContextParameters());
        SplunkEndpointConfigurer configurer = new SplunkEndpointConfigurer();
        for (Field option : options()) {
            SplunkEndpoint endpoint = endpoint("splunk:splunk:8088?" + TOKEN);
            // Another value than the default.
            Object value = option.getType() == boolean.class
                    ? String.valueOf(!option.getAnnotation(UriParam.class).defaultValue().equals("true"))
                    : values.get(option.getType());

            assertThat(configurer.getOptionType(option.getName(), false)).isEqualTo(option.getType());
            assertThat(configurer.configure(camel, endpoint, option.getName(), value, false)).isTrue();
            assertThat(configurer.getOptionValue(endpoint, option.getName(), false)).as(option.getName())
                    .isEqualTo(camel.getTypeConverter().convertTo(option.getType(), value));
        }
    }

    @Test
    void setsTheFieldsOfEvents() {
        SplunkEndpoint endpoint = endpoint("splunk:splunk:8088?https=false&index=i&source=s&sourceType=t&host=h&"
                + TOKEN);

        assertThat(endpoint.address()).hasToString("http://splunk:8088");
        assertThat(endpoint.request().writer()).isEqualTo(new HecEventWriter(HecMetadata.of("h", "s", "t", "i"), null, 1024));
    }

    /** For one release, so that a copied route file goes on working. */
    @Test
    @SuppressWarnings("try")
    void theDeprecatedSchemeNamesTheSameComponent() throws Exception {
        try (CamelContext fresh = new DefaultCamelContext()) {
            fresh.start();

            assertThat(fresh.getEndpoint("splunk:splunk:8088?" + TOKEN)).isInstanceOf(SplunkEndpoint.class);
            assertThat(fresh.getEndpoint("splunk-hec:splunk:8088?" + TOKEN + "&index=i"))
                    .isInstanceOfSatisfying(SplunkEndpoint.class, endpoint -> {
                        assertThat(endpoint.address()).hasToString("https://splunk:8088");
                        assertThat(endpoint.getIndex()).isEqualTo("i");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzipLevel=0", "gzipLevel=10", "maxContentLength=0", "maxConnections=-1",
            "connectTimeout=0", "responseTimeout=0", "requestTimeout=0", "ackTimeout=0", "ackPollInterval=0",
            "maxPendingAcks=0", "maxMetadataLength=0", "splunkEndpoint=/collect&ack=true", "headersOnly=true", "time=1"})
    void refusesOptionsThatMakeNoSense(String option) {
        assertThatThrownBy(() -> endpoint("splunk:splunk:8088?" + option + "&" + TOKEN)).rootCause()
                .hasMessageContaining(option.replaceAll("=.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no such url", "splunk", "https://user:hidden@splunk:8088"})
    void explainsAnInvalidAddressWithoutTheToken(String address) {
        assertThatThrownBy(() -> endpoint("splunk:" + address + "?" + TOKEN))
                .hasMessageNotContaining("0123456789ab")
                .rootCause().hasMessageContaining("HTTP Event Collector").hasMessageNotContaining("hidden");
    }

    @Test
    void refusesATokenThatWouldBreakTheHeader() {
        assertThatThrownBy(() -> endpoint("splunk:splunk:8088?token=RAW(hidden%0D%0AX: y)")).rootCause()
                .hasMessageContaining("token").hasMessageNotContaining("hidden");
    }

    private SplunkEndpoint endpoint(String uri) {
        return camel.getEndpoint(uri, SplunkEndpoint.class);
    }

    private static List<Field> options() {
        List<Field> options = Arrays.stream(SplunkEndpoint.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class)).toList();
        assertThat(options).isNotEmpty();
        return options;
    }
}
