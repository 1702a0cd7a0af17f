import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.snowplowanalytics.snowplow.tracker.Tracker;
import com.snowplowanalytics.snowplow.tracker.configuration.EmitterConfiguration;
import com.snowplowanalytics.snowplow.tracker.configuration.NetworkConfiguration;
import com.snowplowanalytics.snowplow.tracker.configuration.TrackerConfiguration;
import com.snowplowanalytics.snowplow.tracker.emitter.EmitterCallback;
import com.snowplowanalytics.snowplow.tracker.emitter.FailureType;
import com.snowplowanalytics.snowplow.tracker.events.Structured;
import com.snowplowanalytics.snowplow.tracker.payload.TrackerPayload;

final class Snowplow {

    private static final int EVENTS = 7;

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(EVENTS);
        Tracker tracker = com.snowplowanalytics.snowplow.tracker.Snowplow.createTracker(
                new TrackerConfiguration("sp", "shop-api"),
                new NetworkConfiguration(Given.HOST),
                new EmitterConfiguration().batchSize(3).callback(new EmitterCallback() {
                    @Override
                    public void onSuccess(List<TrackerPayload> payloads) {
                        payloads.forEach(each -> waiting.countDown());
                    }

                    @Override
                    public void onFailure(FailureType type, boolean willRetry, List<TrackerPayload> payloads) {
                        if (!willRetry) {
                            Given.failed(type);
                        }
                    }
                }));
        for (int i = 0; i < EVENTS; i++) {
            Given event = Given.eventForId();
            tracker.track(Structured.builder()
                    .category("shop")
                    .action("product-viewed")
                    .label(event.mark())
                    .trueTimestamp(event.time().toEpochMilli())
                    .build());
        }
        // What was refused is sent with the next flush, a while later.
        do {
            tracker.getEmitter().flushBuffer();
        } while (!waiting.await(1, TimeUnit.SECONDS));
        tracker.close();
        Given.done(EVENTS + " callbacks");
    }
}
