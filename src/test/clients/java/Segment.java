import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.TrackMessage;

final class Segment {

    private static final int EVENTS = 7;

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(EVENTS);
        Analytics analytics = Analytics.builder(Given.KEY).endpoint(Given.HOST)
                .flushQueueSize(3)
                .callback(new Callback() {
                    @Override
                    public void success(Message message) {
                        waiting.countDown();
                    }

                    @Override
                    public void failure(Message message, Throwable error) {
                        Given.failed(error);
                        waiting.countDown();
                    }
                })
                .build();
        for (int i = 0; i < EVENTS; i++) {
            Given event = Given.event();
            analytics.enqueue(TrackMessage.builder("Product Viewed")
                    .userId("user-1234")
                    .properties(Map.of("sku", event.mark()))
                    .messageId(event.id())
                    .timestamp(Date.from(event.time())));
        }
        analytics.flush();
        waiting.await();
        analytics.shutdown();
        Given.done(EVENTS + " callbacks");
    }
}
