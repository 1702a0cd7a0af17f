package io.anivia.destination.omniture;

import java.util.Map;

/**
 * One hit of the Data Insertion API, before it is XML.
 *
 * @param reportSuite the report suites it is for, separated by commas
 * @param fields by Adobe's tag names, in the order in which they are written
 * @param contextData by key, such as {@code anivia.id}, in the order in which they are written
 */
record Hit(String reportSuite, Map<String, String> fields, Map<String, String> contextData) {
}
