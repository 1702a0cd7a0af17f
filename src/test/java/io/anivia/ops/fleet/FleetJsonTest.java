package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class FleetJsonTest {

    private static final JsonObject ROW = new JsonObject().put("n", 2);

    @Test
    void whatIsOfAnotherTypeIsNothing() {
        JsonObject odd = new JsonObject().put("rows", "no").put("object", 7).put("n", "2").putNull("null");
        assertThat(FleetJson.rows(odd, "rows")).isEmpty();
        assertThat(FleetJson.rows(odd, "absent")).isEmpty();
        assertThat(FleetJson.object(odd, "object")).isEmpty();
        assertThat(FleetJson.object(odd, "null")).isEmpty();
        assertThat(FleetJson.number(odd.getValue("n"))).isZero();
        assertThat(FleetJson.number(null)).isZero();
        assertThat(FleetJson.decimal(odd)).isZero();
        assertThat(FleetJson.sum(List.of(odd, ROW), "n")).isEqualTo(2);
    }

    @Test
    void whatIsThereIsRead() {
        JsonObject answer = new JsonObject().put("rows", new JsonArray().add("text").add(ROW)).put("object", ROW);
        assertThat(FleetJson.rows(answer, "rows")).containsExactly(ROW);
        assertThat(FleetJson.object(answer, "object")).isEqualTo(ROW);
        assertThat(FleetJson.number(2.9)).isEqualTo(2);
        assertThat(FleetJson.decimal(2.9)).isEqualTo(2.9);
    }
}
