package io.anivia.elmer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.elmer.admission.MemoryQuota;
import io.anivia.elmer.http.PayloadBuffer.AppendResult;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class PayloadBufferTest {

    private static final int LIMIT_BYTES = 100_000;
    private static final int QUOTA_BYTES = 300_000;

    private final MemoryQuota memory = new MemoryQuota(QUOTA_BYTES);

    @Test
    void anAnnouncedLengthAloneReservesNothing() {
        new PayloadBuffer(LIMIT_BYTES, LIMIT_BYTES, memory.newReservation());
        assertReserved(0);
    }

    @Test
    void onePartIsStoredOnce() {
        var payload = new PayloadBuffer(LIMIT_BYTES, 1_000, memory.newReservation());
        assertThat(payload.append(part(1_000))).isEqualTo(AppendResult.APPENDED);
        assertReserved(1_000);
        assertThat(payload.toBytes()).isEqualTo(part(1_000).getBytes());
    }

    @Test
    void theFirstPartOfALongPayloadReservesLittle() {
        var payload = new PayloadBuffer(LIMIT_BYTES, LIMIT_BYTES, memory.newReservation());
        payload.append(part(1));
        assertReserved(16 * 1024);
    }

    @Test
    void anAnnouncedLengthIsNeverExceeded() {
        var payload = new PayloadBuffer(LIMIT_BYTES, 40_000, memory.newReservation());
        for (int i = 0; i < 40; i++) {
            assertThat(payload.append(part(1_000))).isEqualTo(AppendResult.APPENDED);
        }
        assertReserved(40_000);
        assertThat(payload.toBytes()).hasSize(40_000);
    }

    @Test
    void partsOfUnknownLengthAreJoined() {
        var payload = new PayloadBuffer(LIMIT_BYTES, -1, memory.newReservation());
        assertThat(payload.append(Buffer.buffer("one "))).isEqualTo(AppendResult.APPENDED);
        assertThat(payload.append(Buffer.buffer())).isEqualTo(AppendResult.APPENDED);
        assertThat(payload.append(Buffer.buffer("two"))).isEqualTo(AppendResult.APPENDED);
        assertThat(payload.size()).isEqualTo(7);
        assertThat(payload.toBytes()).asString().isEqualTo("one two");
    }

    @Test
    void refusesMoreThanItsLimit() {
        var payload = new PayloadBuffer(LIMIT_BYTES, -1, memory.newReservation());
        assertThat(payload.append(part(LIMIT_BYTES))).isEqualTo(AppendResult.APPENDED);
        assertThat(payload.append(part(1))).isEqualTo(AppendResult.TOO_LARGE);
        assertReserved(LIMIT_BYTES);
    }

    @Test
    void sharesTheQuotaWithOthers() {
        for (int i = 0; i < 3; i++) {
            new PayloadBuffer(LIMIT_BYTES, -1, memory.newReservation()).append(part(90_000));
        }
        var reservation = memory.newReservation();
        assertThat(new PayloadBuffer(LIMIT_BYTES, -1, reservation).append(part(30_001)))
                .isEqualTo(AppendResult.NO_ROOM);
        assertReserved(270_000);
        assertThat(new PayloadBuffer(LIMIT_BYTES, -1, reservation).append(part(30_000)))
                .isEqualTo(AppendResult.APPENDED);
        assertReserved(QUOTA_BYTES);
        reservation.release();
        reservation.release();
        assertReserved(270_000);
    }

    private void assertReserved(int bytes) {
        assertThat(memory.hasRoomFor(QUOTA_BYTES - bytes)).as("no more than %d bytes are reserved", bytes).isTrue();
        assertThat(memory.hasRoomFor(QUOTA_BYTES - bytes + 1)).as("%d bytes are reserved", bytes).isFalse();
    }

    private static Buffer part(int bytes) {
        return Buffer.buffer("x".repeat(bytes));
    }
}
