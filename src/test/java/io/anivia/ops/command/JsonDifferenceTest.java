package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonDifferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void otherMembersDoNotMatterUnlessItIsExact() throws JsonProcessingException {
        assertThat(differences("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1.0,\"c\":2}}", false)).isEmpty();
        assertThat(differences("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1.0,\"c\":2}}", true))
                .containsExactly("$.a.c: not expected, but it is 2");
    }

    @Test
    void eachDifferenceHasItsPath() throws JsonProcessingException {
        assertThat(differences("{\"a\":[1,{\"b\":\"x\"}],\"c\":3}", "{\"a\":[2,{\"b\":\"y\"}]}", false)).containsExactly(
                "$.a[0]: expected 1, but it is 2", "$.a[1].b: expected \"x\", but it is \"y\"",
                "$.c: expected 3, but it is not there");
    }

    private static List<String> differences(String expected, String actual, boolean isExact)
            throws JsonProcessingException {
        return JsonDifference.of(JSON.readTree(expected), JSON.readTree(actual), isExact);
    }
}
