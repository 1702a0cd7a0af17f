package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class RenamedSettingsTest {

    private static final int PACKED = 250;
    private static final int ENVIRONMENT = 300;

    private static SmallRyeConfig config(Map<String, String> packed, Map<String, String> set) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(packed, "packed", PACKED))
                .withSources(new PropertiesConfigSource(new HashMap<>(set), "set", ENVIRONMENT))
                .withInterceptors(new RenamedSettings())
                .build();
    }

    @Test
    void anOldNameIsInEffect() {
        SmallRyeConfig config = config(Map.of(), Map.of("anivia.ops.token", "x"));

        assertThat(config.getValue("anivia.admin.token", String.class)).isEqualTo("x");
    }

    @Test
    void anOldNameBeatsADefaultOfTheApplication() {
        SmallRyeConfig config = config(Map.of("splunk.hec.prefetch", "5000"), Map.of("splunk.hec.max-in-hand", "7"));

        assertThat(config.getValue("splunk.hec.prefetch", Integer.class)).isEqualTo(7);
    }

    @Test
    void theNewNameWins() {
        SmallRyeConfig config =
                config(Map.of(), Map.of("anivia.elmer.group", "2", "anivia.elmer.batch-size", "3"));

        assertThat(config.getValue("anivia.elmer.batch-size", Integer.class)).isEqualTo(3);
    }

    @Test
    void noOldNameIsLeftToBeRefused() {
        SmallRyeConfig config = config(Map.of(), Map.of("anivia.elmer.group", "2", "anivia.ops.hold", "1", "a", "b"));

        List<String> names = new ArrayList<>();
        config.getPropertyNames().forEach(names::add);

        assertThat(names).contains("a", "anivia.elmer.batch-size")
                .doesNotContain("anivia.elmer.group", "anivia.ops.hold");
    }

    @Test
    void warnsOfEachWithTheNewName() {
        Set<String> set = Set.of("anivia.ops.look", "anivia.ops.step", "anivia.admin.token");

        assertThat(RenamedSettings.warnings(set::contains)).satisfiesExactly(
                renamed -> assertThat(renamed).startsWith("anivia.ops.look is called anivia.admin.max-scan now"),
                removed -> assertThat(removed).startsWith("anivia.ops.step has no effect"));
    }
}
