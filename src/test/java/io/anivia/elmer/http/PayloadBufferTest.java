package io.anivia.elmer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.elmer.admission.MemoryQuota;
import io.anivia.elmer.http.PayloadBuffer.Added;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class PayloadBufferTest {

    private static final int LIMIT_BYTES = 100_000;

    private final MemoryQuota budget = new MemoryQuota(300_000);

    @Test
    void anAnnouncedLengthAloneTakesNoMemory() {
        new PayloadBuffer(LIMIT_BYTES, LIMIT_BYTES, budget.share());
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void onePartIsHeldOnce() {
        var payload = new PayloadBuffer(LIMIT_BYTES, 1_000, budget.share());
        assertThat(payload.add(part(1_000))).isEqualTo(Added.YES);
        assertThat(budget.usedBytes()).isEqualTo(1_000);
        assertThat(payload.toBytes()).isEqualTo(part(1_000).getBytes());
    }

    @Test
    void aTrickleOfAnAnnouncedLengthTakesLittle() {
        var payload = new PayloadBuffer(LIMIT_BYTES, LIMIT_BYTES, budget.share());
        payload.add(part(1));
        assertThat(budget.usedBytes()).isEqualTo(16 * 1024);
    }

    @Test
    void anAnnouncedLengthIsNeverExceeded() {
        var payload = new PayloadBuffer(LIMIT_BYTES, 40_000, budget.share());
        for (int i = 0; i < 40; i++) {
            assertThat(payload.add(part(1_000))).isEqualTo(Added.YES);
        }
        assertThat(budget.usedBytes()).isEqualTo(40_000);
        assertThat(payload.toBytes()).hasSize(40_000);
    }

    @Test
    void partsOfUnknownLengthAreJoined() {
        var payload = new PayloadBuffer(LIMIT_BYTES, -1, budget.share());
        assertThat(payload.add(Buffer.buffer("one "))).isEqualTo(Added.YES);
        assertThat(payload.add(Buffer.buffer())).isEqualTo(Added.YES);
        assertThat(payload.add(Buffer.buffer("two"))).isEqualTo(Added.YES);
        assertThat(payload.size()).isEqualTo(7);
        assertThat(payload.toBytes()).asString().isEqualTo("one two");
    }

    @Test
    void theLimitHolds() {
        var payload = new PayloadBuffer(LIMIT_BYTES, -1, budget.share());
        assertThat(payload.add(part(LIMIT_BYTES))).isEqualTo(Added.YES);
        assertThat(payload.add(part(1))).isEqualTo(Added.TOO_LARGE);
        assertThat(budget.usedBytes()).isEqualTo(LIMIT_BYTES);
    }

    @Test
    void theBudgetIsShared() {
        for (int i = 0; i < 3; i++) {
            new PayloadBuffer(LIMIT_BYTES, -1, budget.share()).add(part(90_000));
        }
        var share = budget.share();
        assertThat(new PayloadBuffer(LIMIT_BYTES, -1, share).add(part(30_001))).isEqualTo(Added.NO_ROOM);
        assertThat(budget.usedBytes()).as("a refusal takes nothing").isEqualTo(270_000);
        assertThat(new PayloadBuffer(LIMIT_BYTES, -1, share).add(part(30_000))).isEqualTo(Added.YES);
        assertThat(budget.hasRoomFor(1)).isFalse();
        share.close();
        share.close();
        assertThat(budget.usedBytes()).as("given back once").isEqualTo(270_000);
    }

    private static Buffer part(int bytes) {
        return Buffer.buffer("x".repeat(bytes));
    }
}
