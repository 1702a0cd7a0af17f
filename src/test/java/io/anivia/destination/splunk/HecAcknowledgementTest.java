package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpPool;
import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTrust;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.junit.jupiter.api.Test;

class HecAcknowledgementTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final HttpSettings SETTINGS =
            new HttpSettings(SECOND, SECOND, SECOND, 1, true, HttpTrust.verified(null));

    @Test
    void aChannelThatIsOpenedDuringCloseIsClosed() {
        HecClient client = new HecClient(HecAddress.parse("http://127.0.0.1:1", false, "/services/collector/event"),
                "token", false);
        AtomicReference<HecAcknowledgement> acknowledgement = new AtomicReference<>();
        HttpPool pool = HttpPool.open(SETTINGS);
        acknowledgement.set(new HecAcknowledgement(client, () -> {
            acknowledgement.get().close();
            return pool;
        }, new AcknowledgementLimits(SECOND, SECOND, 1, SECOND)));

        assertThatThrownBy(() -> acknowledgement.get()
                .send(new HecRequestBody(0, 1, new byte[0]), new IndexAcknowledgement(1)))
                .isInstanceOf(DeliveryException.class).hasMessageContaining("being stopped");
        assertThatThrownBy(() -> pool.send(new HttpPost("http://127.0.0.1:1/"), 10))
                .isInstanceOf(IOException.class).hasMessageContaining("not sent");
    }
}
