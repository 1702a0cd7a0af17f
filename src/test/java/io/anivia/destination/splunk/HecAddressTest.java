package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HecAddressTest {

    private static final String EVENTS = "/services/collector/event";

    @ParameterizedTest
    @CsvSource({
            "localhost:8088, https://localhost:8088",
            "splunk:8088, https://splunk:8088",
            "splunk_1:8088, https://splunk_1:8088",
            "splunk.monitoring.svc:8088, https://splunk.monitoring.svc:8088",
            "192.168.0.7:8088, https://192.168.0.7:8088",
            "[::1]:8088, https://[::1]:8088",
            "https://splunk:8088, https://splunk:8088",
            "https://splunk:8088/, https://splunk:8088",
            "HTTPS://splunk:8088, https://splunk:8088",
            "http://splunk:8088, http://splunk:8088",
            "https://http-inputs-acme.splunkcloud.com, https://http-inputs-acme.splunkcloud.com:443",
            "http://splunk, http://splunk:80",
    })
    void readsWhatOperatorsWrite(String written, String read) {
        HecAddress address = HecAddress.parse(written, true, EVENTS);

        assertThat(address).hasToString(read);
        assertThat(address.path()).isEqualTo(EVENTS);
    }

    @Test
    void usesPlainHttpIfSet() {
        assertThat(HecAddress.parse("splunk:8088", false, EVENTS).https()).isFalse();
    }

    @Test
    void schemeOfTheUrlWins() {
        assertThat(HecAddress.parse("https://splunk:8088", false, EVENTS).https()).isTrue();
        assertThat(HecAddress.parse("http://splunk:8088", true, EVENTS).https()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
            "https://proxy/splunk, /splunk/services/collector/event",
            "https://proxy/splunk/, /splunk/services/collector/event",
            "https://splunk:8088/services/collector, /services/collector",
            "https://splunk:8088/services/collector/event, /services/collector/event",
            "https://splunk:8088/services/collector/event/1.0, /services/collector/event/1.0",
    })
    void appendsTheCollectorsPathUnlessTheUrlHasIt(String url, String path) {
        assertThat(HecAddress.parse(url, true, EVENTS).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
            "splunk:8088, /services/collector/ack",
            "https://proxy/splunk, /splunk/services/collector/ack",
            "https://splunk:8088/services/collector, /services/collector/ack",
            "https://splunk:8088/services/collector/event/1.0, /services/collector/ack",
    })
    void derivesThePathOfAcknowledgements(String url, String path) {
        HecAddress address = HecAddress.parse(url, true, EVENTS + "?auto_extract_timestamp=true");

        assertThat(address.hasAckPath()).isTrue();
        assertThat(address.ackPath()).isEqualTo(path);
        assertThat(HecAddress.parse(url, true, "/collect").hasAckPath()).isEqualTo(url.contains("collector"));
    }

    @Test
    void keepsTheQueryOfTheOption() {
        assertThat(HecAddress.parse("splunk:8088", true, EVENTS + "?auto_extract_timestamp=true").path())
                .isEqualTo(EVENTS + "?auto_extract_timestamp=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "splunk", "splunk:", "splunk:port", "splunk:0", "splunk:65536", "splunk:123456",
            "ftp://splunk:8088", "https://", "https://user:hidden@splunk:8088", "https://splunk:8088?token=hidden",
            "hidden token", "::1:8088"})
    void refusesOtherAddressesWithoutQuotingThem(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> HecAddress.parse(written, true, EVENTS))
                .withMessageContaining("HTTP Event Collector")
                .withMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/collector/raw", "/services/collector/raw/1.0", "/services/collector/health",
            "/services/collector/ack?channel=1"})
    void refusesPathsThatAnswerSuccessWithoutTakingEvents(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> HecAddress.parse("splunk:8088", true, path));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HecAddress.parse("https://splunk:8088" + path.replaceAll("\\?.*", ""), true, EVENTS));
    }

    @Test
    void refusesAPathWithoutSlash() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HecAddress.parse("splunk:8088", true, "services/collector"));
    }
}
