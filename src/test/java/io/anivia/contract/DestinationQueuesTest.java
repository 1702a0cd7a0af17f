package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationQueuesTest {

    @Test
    void queuesAreNamedAfterTheDestination() {
        assertThat(DestinationQueues.of("splunk-2"))
                .isEqualTo(new DestinationQueues(
                        "anivia.to.splunk-2", "anivia.retry.splunk-2", "anivia.dead.splunk-2"));
        assertThat(DestinationQueues.of("a".repeat(63)).dead()).hasSize("anivia.dead.".length() + 63);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "Splunk", "a b", "a.b", "a/b", "ä", "a?b=c"})
    void aNameThatDoesNotSuitQueuesMetricsAndFilesIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> DestinationQueues.of(name))
                .withMessageContaining("'" + name + "'").withMessageContaining("a-z, 0-9 and '-'");
    }

    @Test
    void aLongNameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DestinationQueues.of("a".repeat(64)));
    }
}
