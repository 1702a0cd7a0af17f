package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.connection.BrokerException;
import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A payload that can never be published, at an Elmer with a spool: the spool would only keep it in vain. */
@QuarkusTest
@TestProfile(ElmerUnsendableIT.WithSpool.class)
class ElmerUnsendableIT extends ElmerTestBase {

    @Test
    void isAnswered400AndNotSpooled() throws IOException {
        broker.failWith(new BrokerException.Unsendable("a header is too long"));
        try (var client = connect().post(EVENT)) {
            Answer answer = client.receive();
            assertError(answer, 400);
            assertThat(answer.header("retry-after")).isNull();
            assertThat(spooled()).isZero();

            broker.failWith(new BrokerException.Unavailable("the broker is away", null));
            assertThat(client.post(EVENT).receive().status()).as("any other failure").isEqualTo(202);
            assertThat(spooled()).isEqualTo(1);
        }
    }

    private double spooled() {
        return meters.counter("anivia.elmer.spool.spooled").count();
    }

    /** The drain's own connection finds no broker: what is spooled stays. */
    public static class WithSpool extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("anivia.broker.uri", "amqp://127.0.0.1:1");
            try {
                settings.put("anivia.elmer.spool.dir", Files.createTempDirectory("spool-").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return settings;
        }
    }
}
