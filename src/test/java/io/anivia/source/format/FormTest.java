package io.anivia.source.format;

import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.gzip;
import static io.anivia.source.format.Formats.input;
import static io.anivia.source.format.Formats.json;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    private static final String BOUNDARY = "----WebKitFormBoundaryTTboF9kpFuGS76DV";
    private static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json", ""})
    void takesAFieldWhateverTheContentType(String contentType) throws Exception {
        assertThat(decode("form:data", "ip=1&data=%7B%22a%22%3A+1%7D&data=2\r\n", input(contentType, null)))
                .isEqualTo("{\"a\": 1}");
    }

    @Test
    void aFieldMayHoldAnyBytes() throws Exception {
        byte[] compressed = gzip(utf8("{}"));
        StringBuilder form = new StringBuilder("data=");
        for (byte b : compressed) {
            form.append('%').append(String.format("%02X", b));
        }
        assertThat(decode("form:data, gunzip", utf8(form.toString()))).isEqualTo(utf8("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data=\":\"x=1\"}", "[\"data=1\"]", "\"data=1\"", "datum=1", "data", "data =1", "",
            "data=1 2", "<data a=\"1\"/>", "ip=1&a=data=2"})
    void passesOnWhatHasNoSuchField(String body) throws Exception {
        byte[] bytes = utf8(body);
        assertThat(decode("form:data", bytes)).isSameAs(bytes);
    }

    @Test
    void aDeclaredFormMayHaveBlanks() throws Exception {
        assertThat(decode("form:data", "data=1 2", input("application/x-www-form-urlencoded; charset=UTF-8", null)))
                .isEqualTo("1 2");
    }

    @Test
    void aPercentSignThatIsNoEscapeIsItself() throws Exception {
        assertThat(decode("form:d", "d=100%&e=1")).isEqualTo("100%");
        assertThat(decode("form:d", "d=%zz%4")).isEqualTo("%zz%4");
    }

    @Test
    void takesAFieldOfMultipart() throws Exception {
        String body = part("ip", "1") + part("data", "{\"a\":\r\n1}") + "--" + BOUNDARY + "--\r\n";
        assertThat(decode("form:data", body, input(MULTIPART, null))).isEqualTo("{\"a\":\r\n1}");
        assertThat(decode("form:data", "before\r\n" + body, input(MULTIPART, null))).isEqualTo("{\"a\":\r\n1}");
        assertThat(decode("form:other", body, input(MULTIPART, null))).isEqualTo(body);
        // What is left after the first step is no longer multipart.
        assertThat(decode("form:data, form:data, form", body, input(MULTIPART, null))).isEqualTo("{\"a\":\r\n1}");
        assertThat(decode("form", body, input("multipart/form-data; boundary=\"" + BOUNDARY + "\"", null)))
                .isEqualTo("{\"ip\":\"1\",\"data\":\"{\\\"a\\\":\\r\\n1}\"}");
    }

    @Test
    void anEmptyPartHasAnEmptyValue() throws Exception {
        assertThat(decode("form", part("a", "") + "--" + BOUNDARY + "--", input(MULTIPART, null)))
                .isEqualTo("{\"a\":\"\"}");
    }

    @Test
    void refusesMultipartThatIsCutShortAnywhere() throws Exception {
        byte[] whole = utf8(part("data", "x") + "--" + BOUNDARY + "--");
        assertThat(decode("form:data", whole, input(MULTIPART, null))).isEqualTo(utf8("x"));
        for (int length = 2 + BOUNDARY.length(); length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decode("form:data", cut, input(MULTIPART, null))).as("%d bytes", length)
                    .isInstanceOf(UndecodableException.class).hasMessage("multipart form is cut short");
        }
    }

    @Test
    void makesAnObjectOfAForm() throws Exception {
        assertThat(decode("form", "a=1&b=x+y%C3%BC&&c&a=%22&=0&a=3"))
                .isEqualTo("{\"a\":[\"1\",\"\\\"\",\"3\"],\"b\":\"x yü\",\"c\":\"\",\"\":\"0\"}");
        assertThat(decode("form", "a.=1&b[c]=2&.a=")).isEqualTo("{\"a.\":\"1\",\"b[c]\":\"2\",\".a\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '`', value = {
            "a[b]=1 {\"a\":{\"b\":\"1\"}}",
            "a[b][c]=1&a[b][d]=2 {\"a\":{\"b\":{\"c\":\"1\",\"d\":\"2\"}}}",
            "a[]=1&a[]=2 {\"a\":[\"1\",\"2\"]}",
            "a[0]=1&a[1][b]=2 {\"a\":[\"1\",{\"b\":\"2\"}]}",
            "a[1]=1&a[2]=2 {\"a\":{\"1\":\"1\",\"2\":\"2\"}}",
            "a=1&a[b]=2&a[c]=3 {\"a\":[\"1\",{\"b\":\"2\",\"c\":\"3\"}]}",
            "a[b]=1&a[b]=2 {\"a\":{\"b\":[\"1\",\"2\"]}}",
            "a%5Bb%5D=1 {\"a\":{\"b\":\"1\"}}",
            "a]=2&[a]=1&a[=3&a[b=4 {\"a]\":\"2\",\"[a]\":\"1\",\"a[\":\"3\",\"a[b\":\"4\"}"})
    void bracketsMakeObjectsIfTheSourceSaysSo(String form, String expected) throws Exception {
        assertThat(decode("form brackets", form)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '`', value = {
            "v=1&c.&a.&action=x&.a&myapp.&v=2&.myapp&.c&t=3 "
                    + "{\"v\":\"1\",\"c\":{\"a\":{\"action\":\"x\"},\"myapp\":{\"v\":\"2\"}},\"t\":\"3\"}",
            "c.&a=1 {\"c\":{\"a\":\"1\"}}",
            "c.&d.&a=1&.c&b=2 {\"c\":{\"d\":{\"a\":\"1\"}},\"b\":\"2\"}",
            ".c&a=1 {\".c\":\"\",\"a\":\"1\"}",
            "c.&a=1&.c&c.&b=2&.c {\"c\":{\"a\":\"1\",\"b\":\"2\"}}",
            "c=1&c.&a=2&.c {\"c\":[\"1\",{\"a\":\"2\"}]}",
            "a.b=1&.=2&c.=3 {\"a.b\":\"1\",\".\":\"2\",\"c.\":\"3\"}"})
    void contextDataBecomesObjectsIfTheSourceSaysSo(String form, String expected) throws Exception {
        assertThat(decode("form context", form)).isEqualTo(expected);
    }

    @Test
    void bothKindsOfNestingGoTogether() throws Exception {
        assertThat(decode("form context brackets", "c.&a[b]=1&.c"))
                .isEqualTo("{\"c\":{\"a\":{\"b\":\"1\"}}}");
    }

    @Test
    void namesNestNoDeeperThanTwenty() throws Exception {
        assertThat(json(decode("form brackets", "a" + "[b]".repeat(20) + "=1"))).hasSize(1);
        for (String form : List.of("a" + "[b]".repeat(21) + "=1", "a.&".repeat(21) + "b=1",
                "a.&".repeat(20) + "b[c]=1", "a" + "[]".repeat(100_000) + "=1")) {
            assertThatThrownBy(() -> decode("form brackets context", form)).isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("deeper than 20");
        }
    }

    @Test
    void aFormHasNoMoreThanTenThousandFields() throws Exception {
        assertThat(json(decode("form", "a=1&".repeat(10_000))).get(0).get("a")).hasSize(10_000);
        assertThatThrownBy(() -> decode("form", "a=1&".repeat(10_001))).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("10000 fields");
    }

    @Test
    void holdsResultsToTheirBound() {
        for (String steps : List.of("form", "form:a", "urldecode")) {
            assertThatThrownBy(() -> decode(steps, utf8("a=%20" + "1".repeat(100)), Formats.atMost(50)))
                    .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 50 bytes");
        }
    }

    private static String part(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
