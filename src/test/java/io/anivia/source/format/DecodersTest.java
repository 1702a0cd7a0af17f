package io.anivia.source.format;

import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.gzip;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodersTest {

    private static final String CHAIN = "gunzip, form:data, base64, gunzip, json";

    @Test
    void readsAListOfSteps() {
        assertThat(Decoders.parse(" gunzip,zstd , inflate,form:data, form,form brackets context,"
                + "base64, base64url,urldecode,lines,lines:event,wrap:data,json:a,otlp,hec,cloudevents,envelope,json, "))
                .hasSize(18);
        assertThat(Decoders.parse("")).isEmpty();
    }

    @Test
    void eachStepAppliesOnlyIfTheBodyIsThat() throws Exception {
        String json = "{\"a\":1}";
        String base64 = Base64.getEncoder().encodeToString(utf8(json));
        byte[] form = utf8("data=" + base64.replace("=", "%3D") + "&ip=1");

        assertThat(decode(CHAIN, json)).isEqualTo(json);
        assertThat(decode(CHAIN, base64)).isEqualTo(json);
        assertThat(decode(CHAIN, form)).isEqualTo(utf8(json));
        assertThat(decode(CHAIN, gzip(form))).isEqualTo(utf8(json));
        assertThat(decode(CHAIN, Base64.getUrlEncoder().withoutPadding().encode(gzip(utf8(json)))))
                .isEqualTo(utf8(json));
    }

    /** The encoding speaks of the body as it was sent, so it says nothing to the second of two equal steps. */
    @Test
    void onlyTheFirstOfEqualStepsLooksAtTheContentEncoding() throws Exception {
        assertThat(decode(CHAIN, gzip(utf8("data=e30")), Formats.input(null, "gzip"))).isEqualTo(utf8("{}"));
    }

    @ParameterizedTest
    @CsvSource({"bas64url, base64url", "GUNZIP, gunzip", "gzip, gunzip", "oltp, otlp", "cloudevent, cloudevents",
            "form:, form", "wrap, wrap:<member>", "gunzip:data, gunzip", "lines:, lines"})
    void namesTheStepThatItDoesNotKnow(String step, String nearest) {
        assertThatThrownBy(() -> Decoders.parse("json, " + step)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + step + "'").hasMessageContaining("did you mean " + nearest + "?")
                .hasMessageContaining("cloudevents, envelope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"form bracket", "form nested", "form context deep"})
    void namesTheOptionThatItDoesNotKnow(String step) {
        assertThatThrownBy(() -> Decoders.parse(step)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("brackets and context");
    }
}
