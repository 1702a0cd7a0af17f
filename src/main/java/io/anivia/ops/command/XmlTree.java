package io.anivia.ops.command;

import java.io.IOException;
import java.io.StringReader;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * XML as a tree to be compared: an element is an object with its attributes ({@code @name}) and children by their names, of
 * the same name as a list; without either it is its text. Blanks around texts do not count. Pure functions.
 */
final class XmlTree {

    private static final String DISALLOW_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String TEXT = "#text";

    private XmlTree() {
    }

    /** @throws IOException if it is no XML, or has a document type */
    static JsonNode of(String text) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(DISALLOW_DOCTYPE, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element root = builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
            return JsonNodeFactory.instance.objectNode().set(root.getTagName(), element(root));
        } catch (SAXParseException e) {
            throw new IOException("no XML, line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": "
                    + e.getMessage(), e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("no XML: " + e.getMessage(), e);
        }
    }

    private static JsonNode element(Element element) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            members.put("@" + attribute.getNodeName(), attribute.getNodeValue());
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                add(members, inner.getTagName(), element(inner));
            } else if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(child.getNodeValue());
            }
        }
        String words = text.toString().strip();
        if (members.isEmpty()) {
            return JsonNodeFactory.instance.textNode(words);
        }
        return words.isEmpty() ? members : members.put(TEXT, words);
    }

    private static void add(ObjectNode members, String name, JsonNode child) {
        JsonNode before = members.get(name);
        if (before == null) {
            members.set(name, child);
        } else if (before instanceof ArrayNode list) {
            list.add(child);
        } else {
            members.set(name, JsonNodeFactory.instance.arrayNode().add(before).add(child));
        }
    }
}
