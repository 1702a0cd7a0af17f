package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPartsTest {

    private static final RequestParts PARTS = new RequestParts("GET", "/track", Map.of("call", "track"),
            Map.of("data", List.of("a=b&c \u00e9+"), "twice", List.of("1", "")), Map.of("sentat", "2026-11-23T13:42:49Z"));

    @Test
    void areReadAsTheyAreWritten() throws IOException {
        assertThat(RequestParts.fromJson(PARTS.toJson())).isEqualTo(PARTS);
        assertThat(RequestParts.fromJson(RequestParts.NONE.toJson())).isEqualTo(RequestParts.NONE);
        assertThat(RequestParts.NONE.toJson()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "5", "nothing"})
    void somethingElseIsAnError(String json) {
        assertThatThrownBy(() -> RequestParts.fromJson(json)).isInstanceOf(IOException.class);
    }

    @Test
    void membersOfOtherKindsAreEmpty() throws IOException {
        assertThat(RequestParts.fromJson("{\"method\":5,\"query\":[1],\"headers\":{\"a\":1}}"))
                .isEqualTo(new RequestParts("", "", Map.of(), Map.of(), Map.of("a", "")));
    }

    @ParameterizedTest
    @CsvSource({"method, GET", "uri, /track", "path.call, track", "query.data, a=b&c \u00e9+",
            "header.sentat, 2026-11-23T13:42:49Z"})
    void areFoundByTheirPaths(String path, String value) {
        assertThat(FieldPath.of(path).in(PARTS.asObject())).isEqualTo(value);
    }

    /** As those of a form are. */
    @Test
    void severalValuesOfAParameterAreAnArray() throws IOException {
        assertThat(FieldPath.of("query.twice").in(PARTS.asObject())).isEqualTo(List.of("1", ""));
        RequestParts parts = new RequestParts("", "", Map.of(), Map.of("a", List.of("1", "2")), Map.of());
        assertThat(parts.toJson()).isEqualTo("{\"query\":{\"a\":[\"1\",\"2\"]}}");
        assertThat(RequestParts.fromJson("{\"query\":{\"a\":\"1\",\"b\":[\"2\",3]}}").query())
                .isEqualTo(Map.of("a", List.of("1"), "b", List.of("2", "")));
    }

    @Test
    void theQueryCanBeWrittenAgain() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("b", List.of("1", "", "2"));
        query.put("a&", List.of("a=b&c \u00e9+"));

        assertThat(new RequestParts("", "", Map.of(), query, Map.of()).rawQuery())
                .isEqualTo("b=1&b=&b=2&a%26=a%3Db%26c+%C3%A9%2B");
        assertThat(RequestParts.NONE.rawQuery()).isNull();
    }
}
