package io.anivia.prospector;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON texts without line feeds, as odd as RFC 8259 allows and within the limits of what is read. */
public final class JsonArbitraries {

    private JsonArbitraries() {
    }

    public static Arbitrary<String> scalars() {
        return Arbitraries.oneOf(List.of(strings(),
                Arbitraries.of("null", "true", "false", "0", "-0", "0.0", "12.970", "1e400", "-1E-400", "1e1000",
                        "9".repeat(1_000), "0." + "9".repeat(900)),
                Arbitraries.longs().map(String::valueOf), Arbitraries.bigDecimals().map(String::valueOf)));
    }

    /** Any characters, half surrogate pairs and NUL too; what may stand for itself does or is escaped. */
    public static Arbitrary<String> strings() {
        return Combinators.combine(
                Arbitraries.oneOf(List.of(Arbitraries.strings().all().ofMaxLength(8), Arbitraries.strings().ascii()
                        .ofMaxLength(300), Arbitraries.of("", " ", "\ud83d\ude00", "\ufeff", "\u2028", "}],\"{"))),
                Arbitraries.of(true, false)).as(JsonArbitraries::quote);
    }

    public static Arbitrary<String> arrays() {
        return values().list().ofMaxSize(3).map(values -> "[" + String.join(" , ", values) + "]");
    }

    /** Members of an object: none or several, none called id, timestamp or events; names may come twice. */
    public static Arbitrary<List<String>> members() {
        Arbitrary<String> names = Arbitraries.oneOf(List.of(strings(),
                Arbitraries.of("\"a\"", "\"a\"", "\"type\"", "\"\"", "\"anivia\"", "\"\\u0061\"", "\"\u00e9\"")));
        return Combinators.combine(names, values()).as((name, value) -> name + ": " + value).list().ofMaxSize(3);
    }

    public static Arbitrary<String> values() {
        return Arbitraries.lazyOf(JsonArbitraries::scalars, JsonArbitraries::scalars, JsonArbitraries::arrays,
                () -> members().map(members -> "{" + String.join(",", members) + "}"));
    }

    private static String quote(String text, boolean escaped) {
        StringBuilder json = new StringBuilder("\"");
        for (int at = 0; at < text.length();) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (escaped || character < ' ' || character == '"' || character == '\\'
                    || Character.getType(character) == Character.SURROGATE) {
                for (char unit : Character.toChars(character)) {
                    json.append("\\u%04x".formatted((int) unit));
                }
            } else {
                json.appendCodePoint(character);
            }
        }
        return json.append('"').toString();
    }
}
