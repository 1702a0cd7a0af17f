package io.anivia.fakes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.CDATASection;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads the request of the XML Data Insertion API into a flat map. A document type declaration is an error. */
final class AdobeXml {

    private static final ThreadLocal<DocumentBuilder> BUILDER = ThreadLocal.withInitial(AdobeXml::builder);

    private AdobeXml() {
    }

    /**
     * The tags of a request by name, in any case; context data under {@code contextData.<path>}.
     *
     * @throws SAXException if it is not well-formed, not a request, or has a tag twice
     */
    static Map<String, String> read(byte[] body) throws SAXException {
        Element root;
        try {
            root = BUILDER.get().parse(new ByteArrayInputStream(body)).getDocumentElement();
        } catch (IOException malformedBytes) {
            throw new SAXException(malformedBytes);
        }
        if (!root.getTagName().equalsIgnoreCase("request")) {
            throw new SAXException("not a request: " + root.getTagName());
        }
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element tag) {
                if (tag.getTagName().equalsIgnoreCase("contextData")) {
                    readContext(tag, Hit.CONTEXT_DATA, fields);
                } else {
                    readText(tag, tag.getTagName(), fields);
                }
            } else {
                refuseText(node);
            }
        }
        return fields;
    }

    private static void readContext(Element parent, String prefix, Map<String, String> fields) throws SAXException {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element tag) {
                String name = prefix + tag.getTagName();
                if (hasElements(tag)) {
                    readContext(tag, name + ".", fields);
                } else {
                    readText(tag, name, fields);
                }
            } else {
                refuseText(node);
            }
        }
    }

    private static void readText(Element tag, String name, Map<String, String> fields) throws SAXException {
        if (hasElements(tag) || fields.put(name, tag.getTextContent()) != null) {
            throw new SAXException("nested or repeated tag: " + name);
        }
    }

    private static boolean hasElements(Element tag) {
        for (Node node = tag.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element) {
                return true;
            }
        }
        return false;
    }

    private static void refuseText(Node node) throws SAXException {
        if (node instanceof CDATASection || node instanceof Text && !node.getNodeValue().isBlank()) {
            throw new SAXException("text between tags");
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("no secure XML parser", e);
        }
    }

    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
