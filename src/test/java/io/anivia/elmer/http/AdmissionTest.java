package io.anivia.elmer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void aSenderIsAnAddressOrANetwork() {
        assertThat(sender("192.0.2.1")).isEqualTo(sender("192.0.2.1")).isNotEqualTo(sender("192.0.2.2"));
        assertThat(sender("2001:db8:0:1::1")).isEqualTo(sender("2001:db8:0:1:ffff::2"))
                .isNotEqualTo(sender("2001:db8:0:2::1"));
        assertThat(Admission.sender(SocketAddress.domainSocketAddress("/run/x"))).isEqualTo("unknown");
    }

    private static Object sender(String address) {
        return Admission.sender(SocketAddress.inetSocketAddress(1, address));
    }
}
