package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

class OutstandingConfirmsTest {

    private final OutstandingConfirms unconfirmed = new OutstandingConfirms();
    private final List<String> settled = new ArrayList<>();

    @Test
    void settlesOne() {
        add("1", "2", "3");
        settle(2, false);
        assertThat(settled).containsExactly("2");
    }

    @Test
    void settlesAllUpToOneThatAreLeft() {
        add("1", "2", "3", "4");
        settle(2, false);
        settle(3, true);
        assertThat(settled).containsExactly("2", "1", "3");
    }

    @Test
    void settlesNothingTwice() {
        add("1", "2");
        settle(1, false);
        settle(1, false);
        settle(1, true);
        assertThat(settled).containsExactly("1");
    }

    @Test
    void refusesWhatWasNeverSent() {
        add("1");
        assertThatIllegalArgumentException().isThrownBy(() -> settle(2, true));
    }

    @Test
    void findsWhatIsNotSettled() {
        add("1", "2");
        settle(1, false);
        assertThat(unconfirmed.get(1)).isNull();
        assertThat(unconfirmed.get(2)).isNotNull();
        assertThat(unconfirmed.get(3)).isNull();
    }

    @Test
    void beginsAnewOnlyWhenAllIsSettled() {
        add("1");
        assertThatIllegalStateException().isThrownBy(unconfirmed::restart);
        unconfirmed.settleAll(message -> settled.add(nameOf(message)));
        unconfirmed.restart();
        assertThat(unconfirmed.next()).isEqualTo(OutstandingConfirms.FIRST);
        assertThat(settled).containsExactly("1");
    }

    /** As when one queue of many has lost its majority. */
    @Test
    void staysAsSmallAsItIsHoweverLongOneIsPassedOver() {
        int size = unconfirmed.ringSize();
        add("passed over");
        for (int i = 0; i < 100 * size; i++) {
            add("other");
            settle(unconfirmed.next() - 1, false);
        }
        assertThat(unconfirmed.ringSize()).isEqualTo(size);
        assertThat(unconfirmed.get(1)).isNotNull();
        assertThatIllegalStateException().isThrownBy(unconfirmed::restart);

        add("last");
        settled.clear();
        settle(unconfirmed.next() - 1, true);
        assertThat(settled).containsExactly("passed over", "last");
        unconfirmed.restart();
    }

    /** Against a map, over many times the ring's size. */
    @Test
    void doesWhatAMapWouldDo() {
        doesWhatAMapWouldDo(20, 2);
    }

    /** Most answers are for one message, anywhere behind the oldest. */
    @Test
    void doesWhatAMapWouldDoWithMessagesThatArePassedOver() {
        doesWhatAMapWouldDo(5000, 300);
    }

    private void doesWhatAMapWouldDo(int reach, int singlesForEachMultiple) {
        Random random = new Random(42);
        Map<Long, String> expected = new TreeMap<>();
        for (int step = 0; step < 3000; step++) {
            for (int i = random.nextInt(step < 100 ? 50 : 10); i > 0; i--) {
                String name = Long.toString(unconfirmed.next());
                expected.put(unconfirmed.next(), name);
                add(name);
            }
            if (expected.isEmpty()) {
                continue;
            }
            long lowest = expected.keySet().iterator().next();
            long sequence = Math.min(unconfirmed.next() - 1, lowest + random.nextInt(reach));
            boolean multiple = random.nextInt(singlesForEachMultiple) == 0;
            settled.clear();
            settle(sequence, multiple);
            Map<Long, String> covered = new TreeMap<>(expected);
            covered.keySet().removeIf(each -> multiple ? each > sequence : each != sequence);
            assertThat(settled).containsExactlyElementsOf(covered.values());
            expected.keySet().removeAll(covered.keySet());
        }
        settled.clear();
        unconfirmed.forEach(message -> settled.add(nameOf(message)));
        assertThat(settled).containsExactlyElementsOf(expected.values());
    }

    private void settle(long sequence, boolean multiple) {
        unconfirmed.settle(sequence, multiple, message -> settled.add(nameOf(message)));
    }

    private static String nameOf(OutstandingMessage message) {
        return String.valueOf(message.queue());
    }

    private void add(String... names) {
        for (String name : names) {
            unconfirmed.add(new OutstandingMessage(OutboundMessage.json(name, Map.of(), new byte[0]), failure -> { },
                    0));
        }
    }
}
