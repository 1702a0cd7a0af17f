package io.anivia.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class InputMergeTest {

    @Test
    void processesAddUpAndTheMostFrequentIsFirst() {
        JsonObject one = new JsonObject("""
                {"keys": [{"name": "ios", "perSecond": 1.5, "accepted": 3}],
                 "rejected": [{"reason": "error at byte 7", "count": 2, "first": 1700000000000, "last": 1700000001000,
                               "samples": [{"receipt": "a"}]}],
                 "clocks": {"device": 5, "sent-at": 1},
                 "warnings": [{"text": "w", "count": 1}, {"text": "v", "count": 2}],
                 "schemas": [{"schema": "order", "violations": 2}]}""");
        JsonObject other = new JsonObject("""
                {"keys": [{"name": "ios", "perSecond": 1, "accepted": 1}, {"name": "web", "accepted": 9}],
                 "rejected": [{"reason": "error at byte 12", "count": 1, "first": 1700000000500, "last": 1700000002000,
                               "samples": [{"receipt": "b"}]}],
                 "clocks": {"device": 5, "received": 1},
                 "warnings": [{"text": "w", "count": 4}],
                 "schemas": [{"schema": "order", "violations": 1}]}""");

        assertThat(InputMerge.merge(List.of(one, other))).isEqualTo(new JsonObject("""
                {"keys": [{"name": "web", "accepted": 9, "perSecond": 0.0},
                          {"name": "ios", "perSecond": 2.5, "accepted": 4}],
                 "rejected": [{"reason": "error at byte 12", "count": 3, "first": "2023-11-14T22:13:20Z",
                               "last": "2023-11-14T22:13:22Z", "samples": [{"receipt": "b"}, {"receipt": "a"}]}],
                 "clocks": {"device": 10, "sent-at": 1, "received": 1},
                 "warnings": [{"text": "w", "count": 5}, {"text": "v", "count": 2}],
                 "schemas": [{"schema": "order", "violations": 3}]}"""));
    }

    @Test
    void anOlderOrBrokenAnswerDoesNoHarm() {
        JsonObject merged = InputMerge.merge(List.of(new JsonObject(),
                new JsonObject("{\"keys\": 7, \"rejected\": [8, {}], \"clocks\": []}")));

        assertThat(merged.getJsonArray("keys")).isEmpty();
        assertThat(merged.getJsonArray("rejected")).hasSize(1);
        assertThat(merged.getJsonObject("clocks")).isEqualTo(
                new JsonObject("{\"device\": 0, \"sent-at\": 0, \"received\": 0}"));
    }
}
