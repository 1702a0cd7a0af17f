package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How values are found is in {@link FieldExpressionTest}. */
class FieldPathTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a     | {\"a\":1,\"b\":2}                                    | {\"b\":2}",
            "a     | {\"b\":2}                                            | {\"b\":2}",
            "a     | {\"a\":null}                                         | {}",
            "a.b   | {\"a\":{\"b\":1,\"c\":2},\"a.b\":3}                  | {\"a\":{\"c\":2}}",
            "a.b.c | {\"a.b\":{\"c\":1},\"a\":{\"b.c\":1,\"b\":{\"c\":1}}} | {\"a.b\":{},\"a\":{\"b\":{}}}",
            "a.b   | {\"a\":5}                                            | {\"a\":5}",
            "a.0.b | {\"a\":[{\"b\":1},{\"b\":2}]}                        | {\"a\":[{},{\"b\":2}]}",
            "a.0   | {\"a\":[1,2]}                                        | {\"a\":[1,2]}"})
    void removesWhateverItMayMean(String path, String before, String after) throws IOException {
        Map<String, @Nullable Object> event = EventJson.read(before.getBytes(StandardCharsets.UTF_8));

        FieldPath.of(path).removeFrom(event);

        assertThat(new String(EventJson.write(event), StandardCharsets.UTF_8)).isEqualTo(after);
    }

    @Test
    void beginsWhereItsFirstNameIs() throws IOException {
        Map<String, @Nullable Object> event = EventJson.read("{\"a\":null,\"b.c\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(FieldPath.of("a").beginsIn(event)).isTrue();
        assertThat(FieldPath.of("a.x.y").beginsIn(event)).isTrue();
        assertThat(FieldPath.of("b.c.d").beginsIn(event)).isTrue();
        assertThat(FieldPath.of("b").beginsIn(event)).isFalse();
        assertThat(FieldPath.of("ab").beginsIn(event)).isFalse();
    }
}
