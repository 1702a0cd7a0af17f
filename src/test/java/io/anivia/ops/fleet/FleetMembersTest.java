package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class FleetMembersTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final FleetMembers members = new FleetMembers(now::get);

    @Test
    void oneIsKnownForAsLongAsItIsHeardOf() {
        members.heardOf(process("a", 1));
        members.heardOf(process("b", 1));
        now.addAndGet(FleetMembers.REMEMBERED.toNanos());
        members.heardOf(process("b", 2));
        assertThat(members.ids()).containsExactlyInAnyOrder("a", "b");

        now.incrementAndGet();

        assertThat(members.ids()).containsExactly("b");
        assertThat(members.described(Set.of("a", "b"))).containsExactly(process("b", 2));
    }

    @Test
    void oneThatLeavesIsForgotten() {
        members.heardOf(process("a", 1));
        members.left("a");
        members.left("unknown");

        assertThat(members.ids()).isEmpty();
        assertThat(members.described(List.of("a"))).isEmpty();
    }

    @Test
    void nothingIsKeptOfAMessageButWhatDescribesAProcess() {
        String large = "x".repeat(1 << 20);
        members.heardOf(process("a", 1).put("pad", large).put("host", large).put("roles", new JsonArray().add(large)
                .add(7).add("elmer").add("a").add("b").add("c").add("d")).put("version", new JsonObject()));
        members.heardOf(process(large, 1));
        members.heardOf(new JsonObject().put("id", 7));

        assertThat(members.described(members.ids())).containsExactly(new JsonObject().put("id", "a").putNull("host")
                .putNull("version").put("startedAt", "now")
                .put("roles", new JsonArray().add("elmer").add("a").add("b")));
    }

    @Test
    void thereIsAnEndToThem() {
        IntStream.range(0, 5000).forEach(i -> members.heardOf(process("p" + i, i)));

        assertThat(members.ids()).hasSize(1000).contains("p0");
    }

    private static JsonObject process(String id, int n) {
        return new JsonObject().put("id", id).put("host", "h").put("version", "0." + n).put("startedAt", "now")
                .put("roles", new JsonArray().add("elmer"));
    }
}
