package io.anivia.elmer.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;

import io.anivia.elmer.ElmerConfig;
import io.anivia.elmer.http.Admission;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private long now;
    private final RateLimit limit = new RateLimit(TokenBucket.Size.of(1, 1), 100, () -> now);

    @Test
    void countsEachSenderByItself() {
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit.take("b")).isZero();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(limit.take("a")).isZero();
    }

    @Test
    void remembersSoManySendersAndNoMore() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(limit.take(i)).isZero();
            assertThat(limit.senders()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void forgetsWhoHasAFullBucketAnyway() {
        limit.take("a");
        now += Duration.ofSeconds(2).toNanos();
        limit.take("b");
        assertThat(limit.senders()).isEqualTo(1);
    }

    @Test
    void isOffUnlessSet() {
        RateLimit off = RateLimit.of(config(Map.of()));
        for (int i = 0; i < 1000; i++) {
            assertThat(off.take("a")).isZero();
        }
        assertThat(off.senders()).isZero();
    }

    @Test
    void burstIsASecondsWorthUnlessSet() {
        assertThat(burstOf(Map.of("anivia.elmer.rate-limit", "5"))).isEqualTo(5);
        assertThat(burstOf(Map.of("anivia.elmer.rate-limit", "5", "anivia.elmer.rate-burst", "9"))).isEqualTo(9);
    }

    @Test
    void saysWhichSettingMakesNoSense() {
        assertThatThrownBy(() -> RateLimit.of(config(Map.of("anivia.elmer.rate-limit", "-1"))))
                .hasMessageContaining("anivia.elmer.rate-limit is -1");
        assertThatThrownBy(() -> RateLimit.of(config(Map.of("anivia.elmer.rate-limit", "1",
                "anivia.elmer.rate-burst", "0")))).hasMessageContaining("anivia.elmer.rate-burst is 0");
    }

    @Test
    void aSourceIsAnAddressOrANetwork() {
        assertThat(source("192.0.2.1")).isEqualTo(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
        assertThat(source("2001:db8:0:1::1")).isEqualTo(source("2001:db8:0:1:ffff::2"))
                .isNotEqualTo(source("2001:db8:0:2::1"));
        assertThat(Admission.source(SocketAddress.domainSocketAddress("/run/x"))).isEqualTo("unknown");
    }

    private static Object source(String address) {
        return Admission.source(SocketAddress.inetSocketAddress(1, address));
    }

    private static int burstOf(Map<String, String> settings) {
        RateLimit limit = RateLimit.of(config(settings));
        int taken = 0;
        while (limit.take("a").isZero()) {
            taken++;
        }
        return taken;
    }

    private static ElmerConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(ElmerConfig.class).withDefaultValues(settings)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .build().getConfigMapping(ElmerConfig.class);
    }
}
