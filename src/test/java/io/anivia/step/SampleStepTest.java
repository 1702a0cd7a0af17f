package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleStepTest {

    private static final int USERS = 10_000;

    @ParameterizedTest
    @CsvSource({"0.1, 1000", "10%, 1000", "1/10, 1000", "1, 10000", "100%, 10000", "5/5, 10000", "0, 0", "0.00, 0", ".5, 5000",
            "2 / 3, 6667", "12.5 %, 1250"})
    void keepsAShareOfTheUsers(String rate, int expected) throws Exception {
        int kept = kept(rate, "").size();
        assertThat(kept).isBetween(expected - expected / 10, expected + expected / 10);
    }

    /** What is kept is documented: it is the same in other processes, and another program can compute it. */
    @Test
    void choosesByTheDocumentedHash() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Set<Integer> expected = IntStream.range(0, USERS).filter(user -> {
            byte[] hash = digest.digest(("salt" + user).getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >>> 1) / 0x1p63 < 0.25;
        }).boxed().collect(Collectors.toSet());
        assertThat(kept("1/4", "salt")).isEqualTo(expected);
        assertThat(kept("1/4", "other")).isNotEqualTo(expected);
        assertThat(kept("1/4", "salt")).containsAll(kept("1%", "salt"));
    }

    @Test
    void usesTheFirstValueThatIsThere() throws Exception {
        for (String missing : List.of("keep", "drop")) {
            Consumer<SampleEndpoint> none = sample -> {
                sample.setRate("0");
                sample.setBy("user.id, anonymousId");
                sample.setMissing(missing);
            };
            assertThat(apply("{'user':{'id':null},'anonymousId':'x'}", none)).isNull();
            assertThat(apply("{'user':{'id':1.50}}", none)).isNull();
            assertThat(apply("{'user':{'id':{}},'anonymousId':''}", none) != null).isEqualTo(missing.equals("keep"));
            assertThat(apply("{}", none) != null).isEqualTo(missing.equals("keep"));
        }
    }

    @Test
    void endsTheRouteOfWhatIsDropped() throws Exception {
        assertThat(Steps.send("sample:x?rate=0", Steps.event("{'id':'1'}")).isRouteStop()).isTrue();
        assertThat(Steps.send("sample:x?rate=0", List.of(Steps.event("{'id':'1'}"))).isRouteStop()).isTrue();
        assertThat(Steps.send("sample:x?rate=1", Steps.event("{'id':'1'}")).isRouteStop()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            salt=x                 | sample:x: rate is missing: the share that is kept, such as 10%
            rate=1.1               | sample:x: rate: '1.1' is no share of the events: write 0.1, 10% or 1/10
            rate=RAW(101%)         | sample:x: rate: '101%' is no share
            rate=2/1               | sample:x: rate: '2/1' is no share
            rate=1/0               | sample:x: rate: '1/0' is no share
            rate=-1                | sample:x: rate: '-1' is no share
            rate=RAW(%)            | sample:x: rate: '%' is no share
            rate=1&by=a,,b         | sample:x: by: a path is missing
            rate=1&missing=dead    | sample:x: missing is keep or drop, not 'dead'""")
    void refusesOptionsThatMakeNoSense(String options, String message) {
        assertThatThrownBy(() -> Steps.resolve("sample:x?" + options)).hasStackTraceContaining(message);
    }

    private static Set<Integer> kept(String rate, String salt) throws Exception {
        SampleEndpoint endpoint = new SampleEndpoint("sample:x", new SampleComponent(), "x");
        endpoint.setRate(rate);
        endpoint.setBy("user");
        endpoint.setSalt(salt);
        EventStep step = endpoint.step();
        Set<Integer> kept = new HashSet<>();
        for (int user = 0; user < USERS; user++) {
            if (step.apply(Map.of("user", user)) != null) {
                kept.add(user);
            }
        }
        return kept;
    }

    private static String apply(String event, Consumer<SampleEndpoint> options) throws Exception {
        SampleEndpoint endpoint = new SampleEndpoint("sample:x", new SampleComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
