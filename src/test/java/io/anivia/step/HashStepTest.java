package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashStepTest {

    private static final String KEY = "key key key key!";
    /** printf jane@example.com | openssl dgst -sha256 -hmac 'key key key key!' */
    private static final String JANE = "969d06b3fad677bf566b3896f61d4348c05ccaa0be6f5cafb173b59544123757";
    /** printf 7 | openssl dgst -sha256 -hmac 'key key key key!' */
    private static final String SEVEN = "5ad3aecae9eb99b3276fbcab6920a3164f0c2bbcf57bdc3ccc08db2b3db884bb";
    /** printf jane@example.com | openssl dgst -sha256 -hmac 'key key key key!' -binary | base64, for URLs */
    private static final String JANE_BASE64 = "lp0Gs_rWd79WaziW9h1DSMBcyqC-b1yvsXO1lUQSN1c";

    @Test
    void hashesTextsAndNumbers() throws Exception {
        assertThat(apply("{'email':'jane@example.com','n':7,'x':'7','anivia':{}}", hash -> hash.setPaths("email, n, x, none")))
                .isEqualTo("{'email':'" + JANE + "','n':'" + SEVEN + "','x':'" + SEVEN + "','anivia':{}}");
        assertThat(apply("{'a':null,'b':true,'c':'','d':{},'e':[]}", hash -> hash.setPaths("*")))
                .isEqualTo("{'a':null,'b':true,'c':'','d':{},'e':[]}");
    }

    @Test
    void hashesEachValueOfAnObjectOrAList() throws Exception {
        assertThat(apply("{'id':7,'user':{'n':7,'l':[7,{'m':7}],'o':null}}", hash -> hash.setPaths("user"))).isEqualTo(
                "{'id':7,'user':{'n':'S','l':['S',{'m':'S'}],'o':null}}".replace("S", SEVEN));
    }

    @Test
    void writesTheFormThatItIsTold() throws Exception {
        assertThat(apply("{'a':'jane@example.com'}", hash -> {
            hash.setForm("base64url");
            hash.setKeyId("2026-a");
        })).isEqualTo("{'a':'2026-a:" + JANE_BASE64 + "'}");
        assertThat(apply("{'a':'jane@example.com'}", hash -> hash.setLength(20)))
                .isEqualTo("{'a':'" + JANE.substring(0, 20) + "'}");
        assertThat(apply("{'a':'jane@example.com'}", hash -> hash.setLength(100))).isEqualTo("{'a':'" + JANE + "'}");
    }

    @Test
    void normalizesTextsFirst() throws Exception {
        assertThat(apply("{'a':' Jane@Example.COM\\n'}", hash -> hash.setNormalize("trim, lower")))
                .isEqualTo("{'a':'" + JANE + "'}");
        assertThat(apply("{'a':'  '}", hash -> hash.setNormalize("trim"))).isEqualTo("{'a':''}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key=sixteenletters!!                     | hash:x: paths is missing
            paths=a                                  | hash:x: key has to have 16 characters or more
            paths=a&key=fifteenletters!              | hash:x: key has to have 16 characters or more
            paths=a,id&key=sixteenletters!!          | hash:x: paths: 'id' is no member that a step may change
            paths=a&key=sixteenletters!!&keyId=a:b   | hash:x: keyId is 1 to 32 letters
            paths=a&key=sixteenletters!!&form=base64 | hash:x: form is hex or base64url, not 'base64'
            paths=a&key=sixteenletters!!&length=15   | hash:x: length is 0 or at least 16
            paths=a&key=sixteenletters!!&normalize=a | hash:x: normalize: 'a' is neither trim nor lower""")
    void refusesOptionsThatMakeNoSense(String options, String message) {
        assertThatThrownBy(() -> Steps.resolve("hash:x?" + options)).hasStackTraceContaining(message);
    }

    @Test
    void showsNoKey() {
        assertThat(endpoint()).hasToString("hash:x");
        assertThat(endpoint().step().toString()).doesNotContain(KEY);
    }

    private static HashEndpoint endpoint() {
        HashEndpoint endpoint = new HashEndpoint("hash:x?key=RAW(" + KEY + ")", new HashComponent(), "x");
        endpoint.setKey(KEY);
        endpoint.setPaths("a");
        return endpoint;
    }

    private static String apply(String event, Consumer<HashEndpoint> options) throws Exception {
        HashEndpoint endpoint = endpoint();
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
