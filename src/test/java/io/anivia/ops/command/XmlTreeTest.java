package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class XmlTreeTest {

    @Test
    void elementsAttributesAndTextsAreTheTree() throws IOException {
        assertThat(XmlTree.of("<?xml version='1.0'?>\n<r a='1'>\n  <b> x </b><b>y</b><c/><d e='2'>z</d></r>").toString())
                .isEqualTo("{\"r\":{\"@a\":\"1\",\"b\":[\"x\",\"y\"],\"c\":\"\",\"d\":{\"@e\":\"2\",\"#text\":\"z\"}}}");
    }

    @Test
    void blanksAndTheOrderOfElementsDoNotCount() throws IOException {
        assertThat(JsonDifference.of(XmlTree.of("<r><b>1</b><a>2</a></r>"), XmlTree.of("<r>\n<a>2</a> <b> 1</b></r>"),
                true)).isEmpty();
        assertThat(JsonDifference.of(XmlTree.of("<r><b>1</b></r>"), XmlTree.of("<r><b>2</b></r>"), false))
                .singleElement().asString().contains("r.b", "expected \"1\"");
    }

    @Test
    void noXmlIsSaidWithItsPlaceAndADocumentTypeIsRefused() {
        assertThatIOException().isThrownBy(() -> XmlTree.of("<r>\n</s>")).withMessageStartingWith("no XML, line 2");
        assertThatIOException().isThrownBy(() ->
                XmlTree.of("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>"))
                .withMessageContaining("DOCTYPE");
    }
}
