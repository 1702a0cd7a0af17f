package io.anivia.contract;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Elmer, Prospector and replays have to know of the queue between them; the routes name it, too. */
@ConfigMapping(prefix = "anivia.collected")
public interface CollectedConfig {

    /**
     * How many queues payloads are spread over by their receipt, 1 to 64: {@code anivia.collected},
     * {@code anivia.collected.1} and so on, each with a leader of its own. For one that has become too busy; see
     * [scale.md](scale.md#one-hot-queue), also for the order in which to change it.
     */
    @WithDefault("1")
    int shards();
}
