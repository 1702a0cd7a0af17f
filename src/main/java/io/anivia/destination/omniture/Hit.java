package io.anivia.destination.omniture;

import java.util.Map;

/**
 * One hit of the Data Insertion API, before it is encoded as XML.
 *
 * @param reportSuite one or more report suites, separated by commas
 * @param fields values by Adobe's tag names, in the order of the XML
 * @param contextData values by key, such as {@code anivia.id}, in the order of the XML
 */
record Hit(String reportSuite, Map<String, String> fields, Map<String, String> contextData) {
}
