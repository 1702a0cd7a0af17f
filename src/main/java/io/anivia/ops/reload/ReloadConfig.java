package io.anivia.ops.reload;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How route files are reloaded. */
@ConfigMapping(prefix = "anivia.routes")
public interface ReloadConfig {

    /**
     * How long a reload may wait for what is under way in the routes that it replaces. What has not ended then is given
     * up, and delivered again by the new route.
     */
    @WithDefault("30s")
    Duration reloadTimeout();
}
