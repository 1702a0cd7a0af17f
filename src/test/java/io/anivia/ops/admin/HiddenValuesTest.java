package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenValuesTest {

    private static final String EVENT = """
            {"id": "e-1", "type": "order", "card": "4111 1111", "price": 12.50, "to": {"name": "Ada \\"Lo\\" Vé"},
             "list": ["zürich"], "n": 7, "country": "de"}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "price: must be a number                 | price: must be a number",
        "bad card 4111 1111, sorry               | bad card ‹card›, sorry",
        "order e-1 refused                       | order e-1 refused",
        "no ZÜRICH here                          | no ‹list› here",
        "name Ada \"Lo\" Vé and Ada \\\"Lo\\\" Vé | name ‹name› and ‹name›",
        "12.50 is too much, 112.50 too           | ‹price› is too much, 1‹price› too",
        "7 items, 77 boxes                       | ‹n› items, 77 boxes",
        "not in de, undecided                    | not in ‹country›, undecided",
        "cut off: 4111 1                         | cut off: ‹card›",
        "cut off: 411                            | cut off: 411",
        "name Ada \\u0022Lo\\u0022 V\\u00e9          | name ‹name›",
        "in JSON: {\\\"name\\\":\\\"z\\\\u00fcrich\\\"}    | in JSON: {\"name\":\"‹list›\"}",
        "form=4111+1111&to=z%C3%BCrich            | form=‹card›&to=‹list›",
        "<b>Ada &quot;Lo&quot; V&#233;</b>          | <b>‹name›</b>",
        "half a character: z%C3%BCric?            | half a character: ‹list›"})
    void valuesAreHidden(String answer, String shown) {
        assertThat(HiddenValues.of(EVENT.getBytes(StandardCharsets.UTF_8)).hideIn(answer)).isEqualTo(shown);
    }

    @Test
    void aValueThatIsCutOffIsHiddenAlsoIfItBeginsWithAnother() {
        String event = "{\"given\": \"Jane\", \"full\": \"Jane Familyname-Smith\", \"smile\": \"Anna \uD83D\uDE00 S\"}";
        HiddenValues values = HiddenValues.of(event.getBytes(StandardCharsets.UTF_8));
        assertThat(values.hideIn("refused: Jane Familyn")).isEqualTo("refused: ‹full›");
        assertThat(values.hideIn("refused: \\uD83D\\uDE00 and Anna \\uD83D\\uDE00 S!"))
                .isEqualTo("refused: \uD83D\uDE00 and ‹smile›!");
        assertThat(values.hideIn("refused: Anna ?")).isEqualTo("refused: ‹smile›");
    }

    @Test
    void nothingIsShownIfTheEventCannotBeReadOrHasTooManyValues() {
        assertThat(hidden("no JSON")).isEqualTo("(14 characters, which may quote the event)");
        assertThat(hidden("{\"card\": \"4111\"")).doesNotContain("4111");
        assertThat(hidden("{\"a\": [" + "1,".repeat(10_000) + "2]}")).isEqualTo("no 4111 please");
        StringBuilder many = new StringBuilder("{\"a\": [0");
        for (int i = 1; i < 5000; i++) {
            many.append(',').append(i);
        }
        assertThat(hidden(many.append("]}").toString())).doesNotContain("4111");
    }

    private static String hidden(String event) {
        return HiddenValues.of(event.getBytes(StandardCharsets.UTF_8)).hideIn("no 4111 please");
    }
}
