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

    /**
     * Whether the tests beside changed route files ({@code partner.test.yaml} of {@code partner.camel.yaml}) are run
     * before they are reloaded; one that fails refuses the reload.
     */
    @WithDefault("true")
    boolean testOnReload();

    /** How long these tests may take, all together. */
    @WithDefault("30s")
    Duration testTimeout();

    /**
     * How often the directories of routes and sources are looked at, such as {@code 10s}. Once two looks agree that
     * files have changed, they are reloaded. A link that is set to another directory is followed, as Kubernetes does
     * it to files of a ConfigMap. {@code 0s}: never, only when asked to.
     */
    @WithDefault("0s")
    Duration watch();
}
