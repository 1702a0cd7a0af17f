package io.anivia.elmer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderAddressTest {

    @ParameterizedTest
    @CsvSource({"FULL, 192.0.2.17, 192.0.2.17", "TRUNCATED, 192.0.2.17, 192.0.2.0", "NONE, 192.0.2.17, unknown",
            "FULL, 2001:db8:1:2::3, 2001:db8:1:2::3", "TRUNCATED, 2001:db8:1:2::3, 2001:db8:1::",
            "FULL, proxy.example.com, proxy.example.com", "TRUNCATED, proxy.example.com, unknown"})
    void writesAsMuchAsItIsTold(SenderAddress written, String host, String expected) {
        assertThat(written.of(SocketAddress.inetSocketAddress(1234, host))).isEqualTo(expected);
        assertThat(written.of(SocketAddress.domainSocketAddress("/run/socket"))).isEqualTo("unknown");
        assertThat(written.of(null)).isEqualTo("unknown");
    }
}
