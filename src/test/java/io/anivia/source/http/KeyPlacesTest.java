package io.anivia.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPlacesTest {

    private static final String EVERYWHERE =
            "basic, bearer, scheme:Splunk, header:X-Write-Key, query:writeKey, path:project, body:api_key";

    @ParameterizedTest
    @CsvSource({"Authorization, Bearer k3y", "authorization, bearer k3y", "Authorization, Splunk  k3y",
            "X-Write-Key, k3y", "x-write-key, k3y"})
    void findsAKeyInAHeader(String name, String value) {
        assertThat(presented(FakeHead.of("POST", "/", name, value))).containsExactly("k3y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sentry sentry_key=k3y, sentry_version=7", "Sentry sentry_version=7,sentry_key=k3y",
            "sentry_key=k3y", "sentry_version=7; SENTRY_KEY = \"k3y\"", "Sentry sentry_secret=s, sentry_key=k3y"})
    void findsAKeyInAMemberOfAHeader(String value) {
        assertThat(KeyPlaces.parse("header:X-Sentry-Auth:sentry_key")
                .presented(FakeHead.of("POST", "/", "X-Sentry-Auth", value), Map.of(), null)).containsExactly("k3y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sentry sentry_version=7", "Sentry sentry_key=", "Sentry no_sentry_key=k3y",
            "Sentry sentry_key", "sentry.key=k3y"})
    void whatIsNoMemberOfAHeaderPresentsNothing(String value) {
        assertThat(KeyPlaces.parse("header:X-Sentry-Auth:sentry_key")
                .presented(FakeHead.of("POST", "/", "X-Sentry-Auth", value), Map.of(), null)).isEmpty();
    }

    @Test
    void aHeaderWithAKeyInItDoesNotGoAlong() {
        KeyPlaces places = KeyPlaces.parse("header:X-Sentry-Auth:sentry_key");

        assertThat(places.headers()).containsExactly("x-sentry-auth");
        assertThat(places.inWords()).isEqualTo("sentry_key in the header X-Sentry-Auth, in front of the path");
    }

    @ParameterizedTest
    @CsvSource({"k3y:, k3y", "k3y, k3y"})
    void theUserOfBasicIsTheKey(String credentials, String key) {
        assertThat(presented(basic(credentials))).containsExactly(key);
    }

    @Test
    void userAndPasswordMayBeOneKeyWithAColon() {
        assertThat(presented(basic("id:secret"))).containsExactly("id", "id:secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x:k3y | k3y,x,x:k3y", ":k3y | k3y", "x:k3y:z | k3y:z,x,x:k3y:z", "k3y | k3y",
            "k3y: | k3y"})
    void thePasswordOfBasicIsLookedAtFirstWhereThatIsSaid(String credentials, String keys) {
        assertThat(KeyPlaces.parse("basic:password").presented(basic(credentials), Map.of(), null))
                .containsExactly(keys.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ???", "Digest x", "k3y", "Basic Og=="})
    void whatIsNoneOfThemPresentsNothing(String authorization) {
        assertThat(presented(FakeHead.of("POST", "/", "Authorization", authorization))).isEmpty();
    }

    @Test
    void findsAKeyInTheQueryAndInThePath() {
        assertThat(presented(FakeHead.of("POST", "/?a=b&writeKey=k%33y"))).containsExactly("k3y");
        assertThat(KeyPlaces.parse(EVERYWHERE).presented(FakeHead.of("POST", "/"), Map.of("project", "k3y"), null))
                .containsExactly("k3y");
    }

    @Test
    void theFirstPlaceThatIsUsedCounts() {
        assertThat(presented(FakeHead.of("POST", "/?writeKey=other", "Authorization", "Bearer k3y")))
                .containsExactly("k3y");
    }

    @Test
    void aKeyInFrontOfThePathIsFoundLast() {
        KeyPlaces none = KeyPlaces.parse("header:X-Write-Key");
        assertThat(none.presented(FakeHead.of("POST", "/"), Map.of(), "k3y")).containsExactly("k3y");
        assertThat(none.presented(FakeHead.of("POST", "/", "X-Write-Key", "first"), Map.of(), "k3y"))
                .containsExactly("first");
    }

    @Test
    void tellsWhatIsForProspectorAndWhatNeedsNoKey() {
        assertThat(KeyPlaces.parse(EVERYWHERE).inBody()).containsExactly("api_key");
        assertThat(KeyPlaces.parse(EVERYWHERE).isNone()).isFalse();
        assertThat(KeyPlaces.parse("none").isNone()).isTrue();
    }

    @Test
    void namesThePlacesInWords() {
        assertThat(KeyPlaces.parse(EVERYWHERE).inWords()).isEqualTo("the user of Authorization: Basic,"
                + " Authorization: bearer, Authorization: splunk, the header X-Write-Key, ?writeKey=,"
                + " the path's project, the member api_key, in front of the path");
        assertThat(KeyPlaces.parse("basic:password").inWords())
                .isEqualTo("the password of Authorization: Basic, in front of the path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "header", "header:", "cookie:x", "basic,,bearer", "none:x", "basic:user", "header:x:",
            "header::x"})
    void refusesAPlaceThatItDoesNotKnow(String written) {
        assertThatThrownBy(() -> KeyPlaces.parse(written)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no place of a key");
    }

    private static List<String> presented(RequestHead head) {
        return KeyPlaces.parse(EVERYWHERE).presented(head, Map.of(), null);
    }

    private static FakeHead basic(String credentials) {
        return FakeHead.of("POST", "/", "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
}
