package io.anivia.source.counts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCountsTest {

    private final ClientCounts counts = new ClientCounts();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            analytics-node/2.1.3 | analytics-node 2.1.3
            OTel-OTLP-Exporter-Python/1.20.0 | OTel-OTLP-Exporter-Python 1.20.0
            okhttp/4.9.3 (Android 14) | okhttp 4.9.3
            Shop/7.1.2 CFNetwork/1490.0.4 Darwin/23.2.0 | Shop 7.1.2
            curl | curl
            Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 | Chrome 120
            Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15 | Safari 17
            Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91 | Edge 120
            Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0 | Firefox 121
            jane@example.com | others
            4111111111111111 | others
            'secret words of a client' | secret
            <script>alert(1)</script> | others
            Mozilla/5.0 | others
            """)
    void aClientIsItsNameAndVersion(String agent, String name) {
        assertThat(ClientCounts.nameOf(agent)).isEqualTo(name);
    }

    @Test
    void noHeaderIsOthers() {
        assertThat(ClientCounts.nameOf(null)).isEqualTo(ClientCounts.OTHERS);
    }

    @Test
    void theMostFrequentComeFirst() {
        counts.add("events", "curl/8.1");
        counts.add("events", "shop/1.0");
        counts.add("events", "shop/1.0");
        counts.add("segment", "shop/1.0");
        assertThat(counts.of("events")).containsExactly(entry("shop 1.0", 2), entry("curl 8.1", 1));
        assertThat(counts.of("nothing")).isEmpty();
    }

    private static java.util.Map.Entry<String, Long> entry(String name, long count) {
        return java.util.Map.entry(name, count);
    }

    @Test
    void aThousandClientsTakeThePlaceOfFifty() {
        for (int number = 0; number < 1000; number++) {
            counts.add("events", "client/" + number);
        }
        assertThat(counts.of("events")).hasSize(20).containsEntry(ClientCounts.OTHERS, 1000L - ClientCounts.MAX_CLIENTS);
    }
}
