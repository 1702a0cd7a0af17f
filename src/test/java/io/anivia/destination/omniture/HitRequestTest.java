package io.anivia.destination.omniture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;

class HitRequestTest {

    @Test
    void writesTheRequest() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("visitorID", "u1");
        fields.put("pageName", "home");

        String xml = new String(HitRequest.encode(new Hit("rs1,rs2", fields, Map.of("my.key", "red"))), UTF_8);

        assertThat(xml).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <request><scXmlVer>1.0</scXmlVer><reportSuiteID>rs1,rs2</reportSuiteID><visitorID>u1</visitorID>\
                <pageName>home</pageName><contextData><my.key>red</my.key></contextData></request>
                """);
    }

    @Test
    void escapesReservedCharacters() throws Exception {
        String text = "News & Sports <local> ]]> \"'é日\ud83d\ude00";

        assertThat(roundTrip(text)).isEqualTo(text);
        assertThat(new String(xml(text), UTF_8)).contains("News &amp; Sports &lt;local&gt; ]]&gt; ");
    }

    @Test
    void replacesCharactersThatXmlDoesNotAllow() throws Exception {
        assertThat(roundTrip("a\u0000b\u0008c\u001bd\uFFFFe\ud83df\ude00g")).isEqualTo(
                "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg");
        assertThat(roundTrip("tab\tline\n")).isEqualTo("tab\tline\n");
    }

    @Test
    void isWellFormedForEveryCharacter() throws Exception {
        String everything = IntStream.rangeClosed(0, 0xFFFF).mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining(" "));

        assertThat(roundTrip(everything)).hasSize(everything.length());
    }

    private static byte[] xml(String pageName) {
        return HitRequest.encode(new Hit("rs", Map.of("pageName", pageName), Map.of()));
    }

    private static String roundTrip(String pageName) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml(pageName)))
                .getElementsByTagName("pageName").item(0).getTextContent();
    }
}
