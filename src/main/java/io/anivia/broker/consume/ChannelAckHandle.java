package io.anivia.broker.consume;

/** Acknowledges a message on its channel, and makes room for it in the prefetch window of its session. */
final class ChannelAckHandle implements AckHandle {

    /** Makes room in a prefetch window. */
    @FunctionalInterface
    interface Release {
        void release(int sizeBytes, int deliveries);
    }

    private final Acknowledger acknowledger;
    private final Release window;
    private final long tag;
    /** What of the message is still in the window; guarded by this. */
    private int sizeBytes;
    private int deliveries;

    ChannelAckHandle(Acknowledger acknowledger, Release window, long tag, int sizeBytes, int deliveries) {
        this.acknowledger = acknowledger;
        this.window = window;
        this.tag = tag;
        this.sizeBytes = sizeBytes;
        this.deliveries = deliveries;
    }

    @Override
    public void ack() {
        acknowledger.ack(tag);
        releaseRest();
    }

    @Override
    public void requeue() {
        acknowledger.requeue(tag);
        releaseRest();
    }

    @Override
    public boolean isLost() {
        return acknowledger.isLost();
    }

    @Override
    public void releasePart(int partBytes) {
        synchronized (this) {
            if (deliveries == 0) {
                // The last part was acknowledged on another thread, which has released the rest.
                return;
            }
            sizeBytes -= partBytes;
            deliveries--;
        }
        window.release(partBytes, 1);
    }

    private void releaseRest() {
        int restBytes;
        int rest;
        synchronized (this) {
            restBytes = sizeBytes;
            rest = deliveries;
            sizeBytes = 0;
            deliveries = 0;
        }
        window.release(restBytes, rest);
    }
}
