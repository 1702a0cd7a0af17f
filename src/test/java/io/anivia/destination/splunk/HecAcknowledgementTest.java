package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTransport;
import io.anivia.destination.http.HttpTrust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HecAcknowledgementTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final HttpSettings SETTINGS =
            new HttpSettings(SECOND, SECOND, SECOND, 1, true, HttpTrust.verified(null));
    private static final HecAddress ADDRESS =
            HecAddress.parse("http://127.0.0.1:1", false, "/services/collector/event");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aChannelThatIsOpenedDuringCloseIsClosed() throws Exception {
        AtomicReference<HecAcknowledgement> acknowledgement = new AtomicReference<>();
        HttpTransport transport = HttpTransport.open(ADDRESS.server(), SETTINGS);
        acknowledgement.set(acknowledgement(() -> {
            acknowledgement.get().close();
            return transport;
        }));

        assertThat(failure(acknowledgement.get().send(body(), new IndexAcknowledgement(1))))
                .hasMessageContaining("being stopped");
        assertThat(failure(client().post(transport, null, body())))
                .hasMessageContaining("not sent");
    }

    @Test
    void whatIsSentAfterCloseFails() throws Exception {
        HecAcknowledgement acknowledgement = acknowledgement(() -> {
            throw new AssertionError("no channel is needed");
        });
        acknowledgement.close();

        for (int i = 0; i < 3; i++) {
            assertThat(failure(acknowledgement.send(body(), new IndexAcknowledgement(1))))
                    .hasMessageContaining("being stopped");
        }
    }

    private HecAcknowledgement acknowledgement(Supplier<HttpTransport> transports) {
        return new HecAcknowledgement(client(), transports, new AcknowledgementLimits(SECOND, SECOND, 1, SECOND),
                timer);
    }

    private static HecClient client() {
        return new HecClient(ADDRESS, "token", false);
    }

    private static HecRequestBody body() {
        return new HecRequestBody(0, List.of(new HecEventWriter.WrittenEvent(1, false)), new byte[0]);
    }

    private static Throwable failure(CompletionStage<?> sent) throws Exception {
        try {
            sent.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("sent");
    }
}
