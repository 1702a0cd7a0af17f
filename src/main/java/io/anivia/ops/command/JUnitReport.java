package io.anivia.ops.command;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes results of tests in the form that CI shows: JUnit's XML. */
final class JUnitReport {

    private JUnitReport() {
    }

    /** @param results of each test, by its name: the differences; empty if it passes */
    static void write(Path file, Map<String, List<String>> results) throws IOException {
        try (Writer text = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "anivia");
            xml.writeAttribute("tests", String.valueOf(results.size()));
            xml.writeAttribute("failures",
                    String.valueOf(results.values().stream().filter(each -> !each.isEmpty()).count()));
            for (Map.Entry<String, List<String>> result : results.entrySet()) {
                test(xml, result.getKey(), result.getValue());
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(file + " cannot be written", e);
        }
    }

    private static void test(XMLStreamWriter xml, String name, List<String> differences) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "anivia");
        xml.writeAttribute("name", name);
        if (!differences.isEmpty()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", differences.get(0));
            xml.writeCharacters(String.join("\n", differences));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
