package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedactedBodyTest {

    private static String of(String body, String contentType) {
        return RedactedBody.of(body, contentType).toString();
    }

    @Test
    void ofJsonNamesAndKindsAreLeft() {
        assertThat(of("{\"a\":\"secret\",\"b\":{\"c\":[1,true,null,{\"d\":\"secret\"}]}}", "application/json"))
                .isEqualTo("{\"a\":\"string\",\"b\":{\"c\":[\"number\",\"boolean\",\"null\",{\"d\":\"string\"}]}}");
        assertThat(of("{\"a\":1}\n{\"a\":2}\n", "application/x-ndjson"))
                .isEqualTo("[{\"a\":\"number\"},{\"a\":\"number\"}]");
    }

    @Test
    void whatIsCutIsShownAsFarAsItGoes() {
        assertThat(of("{\"a\":1,\"b\":{\"c\":\"sec", "application/json"))
                .isEqualTo("[{\"a\":\"number\",\"b\":{\"c\":\"string\"}},\"…\"]");
    }

    @Test
    void deepAndWideBodiesAreBounded() {
        assertThat(of("[".repeat(900), "application/json")).hasSizeLessThan(200);
        assertThat(of("[" + "1,".repeat(8000) + "1]", "application/json")).hasSizeLessThan(1000);
    }

    @Test
    void ofFormsAndXmlNamesAreLeft() {
        assertThat(of("mail=a%40b.c&n=1", "application/x-www-form-urlencoded")).isEqualTo("mail=…&n=…");
        assertThat(of("<request><visitorID v='secret'>secret</visitorID></request>", "text/xml"))
                .isEqualTo("<request><visitorID v=\"…\">…</visitorID></request>");
        assertThat(of("secret&n=1", "application/x-www-form-urlencoded")).isEqualTo("…&n=…");
        assertThat(of("<a><!-- secret --><b/><![CDATA[secret>secret]]><c x=secret></c></a>", "text/xml"))
                .isEqualTo("<a>…<b/>…</c></a>");
        assertThat(of("<a><b>secret</b><c d='sec", "text/xml")).isEqualTo("<a><b>…</b>…");
    }

    @Test
    void ofAnythingElseItsLength() {
        assertThat(of("secret", "text/plain")).isEqualTo("(text of 6 characters)");
    }
}
