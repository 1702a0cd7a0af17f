package io.anivia.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.impl.LongStringHelper;
import org.junit.jupiter.api.Test;

class AmqpHeadersTest {

    @Test
    void readsPlainJavaValues() {
        assertThat(AmqpHeaders.read(Map.of("text", LongStringHelper.asLongString("é"), "number", 7L)))
                .isEqualTo(Map.of("text", "é", "number", 7L));
        assertThat(AmqpHeaders.read(null)).isEmpty();
    }

    @Test
    void writesWhatHasATypeOnTheWire() {
        assertThat(List.of("text", 1, 2L, true, 1.5, new Date(), new byte[1])).allMatch(AmqpHeaders::isWritable);
        assertThat(AmqpHeaders.isWritable(null)).isFalse();
        assertThat(List.of(new Object(), BigInteger.ONE)).noneMatch(AmqpHeaders::isWritable);
    }
}
