package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FakeAdobeTest {

    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String SOUND = "<scXmlVer>1.0</scXmlVer><reportSuiteID>rs1,rs2</reportSuiteID>"
            + "<visitorID>abc123</visitorID><pageName>Home &amp; away</pageName>";

    private final FakeAdobe adobe = new FakeAdobe();

    @BeforeEach
    void start() {
        adobe.start();
    }

    @AfterEach
    void close() {
        adobe.close();
    }

    private HttpResponse<String> post(String body) throws IOException {
        return Http.post(adobe.uri(FakeAdobe.PATH), body, "Content-Type", "text/xml; charset=UTF-8");
    }

    private HttpResponse<String> send(String tags) throws IOException {
        return post(DECLARATION + "<request>" + tags + "</request>");
    }

    private static void assertFailure(HttpResponse<String> response, String reason) {
        assertThat(response.body())
                .isEqualTo(DECLARATION + "<status>FAILURE</status>\n<reason>" + reason + "</reason>\n");
    }

    @Test
    void takesAHitAsAFlatMap() throws IOException {
        var response = send(SOUND + "<timestamp>2009-03-05T01:00:01-05</timestamp><eVar2>x</eVar2><contextData>"
                + "<anivia.id>a</anivia.id><my><key>red</key></my></contextData>");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(DECLARATION + "<status>SUCCESS</status>\n");
        assertThat(adobe.ids()).containsExactly("a");
        assertThat(adobe.hits()).singleElement().satisfies(hit -> {
            assertThat(hit.timestamp()).isEqualTo(Instant.parse("2009-03-05T06:00:01Z"));
            assertThat(hit.field("PAGENAME")).contains("Home & away");
            assertThat(hit.field("eVar2")).contains("x");
            assertThat(hit.contextData("my.key")).contains("red");
            assertThat(hit.visitor()).isEqualTo("abc123");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<SCXMLVER>1.0</SCXMLVER><REPORTSUITEID>rs</REPORTSUITEID><VISITORID>a</VISITORID><PAGENAME>p</PAGENAME>",
        "<sc_xml_ver>1.0</sc_xml_ver><reportSuiteID>rs</reportSuiteID><visitorid>a</visitorid><pageURL>u</pageURL>",
        "<scXmlVer>1</scXmlVer><reportSuiteID>r</reportSuiteID><IPaddress>::1</IPaddress><pageName>p</pageName>",
        "<scXmlVer>1</scXmlVer><reportSuiteID>r</reportSuiteID><marketingCloudVisitorID>1</marketingCloudVisitorID>"
                + "<linkType>o</linkType><linkName>l</linkName>",
    })
    void acceptsEveryDocumentedForm(String tags) throws IOException {
        assertThat(send(tags).body()).contains("SUCCESS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2009-03-05T01:00:01-05", "2009-03-05T01:00:01-05:30", "2009-03-05T01:00:01-0530",
        "2009-03-05T01:00:01Z", "1236232801"})
    void readsTimestamps(String time) throws IOException {
        assertThat(send(SOUND + "<timestamp>" + time + "</timestamp>").body()).contains("SUCCESS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2009-03-05T01:00:01", "2009-03-05T01:00:01.5Z", "2009-03-05 01:00:01Z", "1236232801000",
        "now"})
    void refusesOtherTimestamps(String time) throws IOException {
        assertFailure(send(SOUND + "<timestamp>" + time + "</timestamp>"), "Syntax Error");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<reportSuiteID>.*?</reportSuiteID> |                                   | NO account",
        "rs1,rs2                            | rs1,                              | NO account",
        "rs2                                | rs3                               | NO account",
        "<visitorID>.*?</visitorID>         |                                   | NO visitorid OR ipaddress",
        "abc123                             | abc-123                           | NO visitorid OR ipaddress",
        "<pageName>.*?</pageName>           |                                   | NO pagename OR pageurl",
        "Home &amp; away                    | ' '                               | NO pagename OR pageurl",
        "<pageName>.*?</pageName>           | <linkType>o</linkType>            | NO pagename OR pageurl",
        "</pageName>                        | </pageName><linkType>o</linkType> | NO pagename OR pageurl",
        "<pageName>.*?</pageName>           | <linkName>o</linkName>            | NO pagename OR pageurl",
        "<scXmlVer>.*?</scXmlVer>           |                                   | Syntax Error",
        "&amp;                              | &                                 | Syntax Error",
        "</pageName>                        |                                   | Syntax Error",
        "<pageName>                         | text<pageName>                    | Syntax Error",
        "</pageName>                        | </pageName><PageName>b</PageName> | Syntax Error",
        "Home                               | <b>Home</b>                       | Syntax Error",
    })
    void refusesWithAdobesReasons(String part, String instead, String reason) throws IOException {
        adobe.reportSuites("rs1", "rs2");
        assertThat(send(SOUND).body()).contains("SUCCESS");

        assertFailure(send(SOUND.replaceFirst(part, instead == null ? "" : instead)), reason);
        assertThat(adobe.hitCount()).isEqualTo(1);
    }

    @Test
    void limitsTheVisitorId() throws IOException {
        assertThat(send(SOUND.replace("abc123", "a".repeat(100))).body()).contains("SUCCESS");
        assertFailure(send(SOUND.replace("abc123", "a".repeat(101))), "NO visitorid OR ipaddress");
    }

    @Test
    void clearsThePageOfALink() throws IOException {
        send(SOUND + "<linkType>o</linkType><linkURL>u</linkURL>");

        assertThat(adobe.hits()).singleElement()
                .satisfies(hit -> assertThat(hit.fields()).containsKey("linkurl").doesNotContainKey("pageName"));
    }

    @Test
    void doesNotReadEntitiesFromElsewhere() throws IOException {
        assertFailure(post("<!DOCTYPE request [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><request>"
                + SOUND.replace("Home", "&e;") + "</request>"), "Syntax Error");
    }

    @Test
    void refusesWhatIsNoRequest() throws IOException {
        assertFailure(post(""), "Syntax Error");
        assertFailure(post("{}"), "Syntax Error");
        assertFailure(post("<requests>" + SOUND + "</requests>"), "Syntax Error");
        byte[] latin = (DECLARATION + "<request>" + SOUND.replace("Home", "H\u00f6me") + "</request>")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertFailure(Http.post(adobe.uri(FakeAdobe.PATH), latin, "Content-Type", "text/xml"), "Syntax Error");
    }

    @Test
    void mayFailWithAnotherStatus() throws IOException {
        assertThat(send("").statusCode()).isEqualTo(200);
        assertThat(adobe.failureStatus(400).requestCount()).isEqualTo(1);
        assertThat(send("").statusCode()).isEqualTo(400);
        assertThat(send(SOUND).statusCode()).isEqualTo(200);
    }

    @Test
    void knowsSuitesThatWantTimestampsAndSuitesThatDoNot() throws IOException {
        String timed = SOUND + "<timestamp>1236232801</timestamp>";

        adobe.timestamps(FakeAdobe.Timestamps.REQUIRED);
        assertThat(send(SOUND).body()).contains("FAILURE");
        assertThat(send(timed).body()).contains("SUCCESS");
        adobe.timestamps(FakeAdobe.Timestamps.REFUSED);
        assertThat(send(SOUND).body()).contains("SUCCESS");
        assertThat(send(timed).body()).contains("FAILURE");
    }

    @Test
    void findsHitsOutOfOrderPerVisitor() throws IOException {
        send(timed("a", 1236232801, "1"));
        send(timed("b", 1236232800, "2"));
        send(timed("a", 1236232801, "3"));
        send(timed("a", 1236232800, "4"));
        send(timed("a", 1236232802, "5"));

        assertThat(adobe.outOfOrder()).extracting(hit -> hit.contextData("anivia.id").orElseThrow())
                .containsExactly("4");
    }

    private static String timed(String visitor, long time, String id) {
        return SOUND.replace("abc123", visitor) + "<timestamp>" + time + "</timestamp><contextData><anivia.id>" + id
                + "</anivia.id></contextData>";
    }

    @Test
    void fails() throws IOException {
        adobe.nextFailure(1, "Syntax Error").refuseIds("NO account", "bad");

        assertFailure(send(SOUND), "Syntax Error");
        assertFailure(send(timed("a", 1236232801, "bad")), "NO account");
        assertThat(send(timed("a", 1236232801, "good")).body()).contains("SUCCESS");
        assertThat(adobe.ids()).containsExactly("good");
    }

    @Test
    void refusesWhatAWebServerWould() throws IOException {
        assertThat(Http.post(adobe.uri("/b/ss/6"), "", "Content-Type", "text/xml").statusCode()).isEqualTo(404);
        assertThat(Http.get(adobe.uri(FakeAdobe.PATH)).statusCode()).isEqualTo(405);
        assertThat(Http.post(adobe.uri(FakeAdobe.PATH), "", "Content-Type", "application/xml").statusCode())
                .isEqualTo(415);
    }

    @Test
    void refusesToContinue() throws IOException {
        var request = HttpRequest.newBuilder(adobe.uri(FakeAdobe.PATH)).timeout(Duration.ofSeconds(2))
                .header("Content-Type", "text/xml").expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("<request>" + SOUND + "</request>"));

        assertThat(Http.send(request).statusCode()).isEqualTo(417);
        assertThat(adobe.requestCount()).isZero();
    }
}
