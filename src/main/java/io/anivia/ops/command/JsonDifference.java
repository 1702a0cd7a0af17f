package io.anivia.ops.command;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Says where JSON is not as expected. Pure functions. */
final class JsonDifference {

    private JsonDifference() {
    }

    /**
     * The differences, each as a path with what was expected and what is there; empty if there is none.
     *
     * @param isExact whether the actual objects may have no other members than the expected ones
     */
    static List<String> of(JsonNode expected, JsonNode actual, boolean isExact) {
        List<String> differences = new ArrayList<>();
        compare("$", expected, actual, isExact, differences);
        return differences;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, boolean isExact, List<String> found) {
        if (expected.isObject() && actual.isObject()) {
            expected.properties().forEach(member -> compare(path + "." + member.getKey(), member.getValue(),
                    actual.path(member.getKey()), isExact, found));
            actual.fieldNames().forEachRemaining(name -> {
                if (isExact && !expected.has(name)) {
                    found.add(path + "." + name + ": not expected, but it is " + actual.get(name));
                }
            });
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(path + "[" + i + "]", expected.get(i), actual.get(i), isExact, found);
            }
        } else if (!isSame(expected, actual)) {
            found.add(path + ": expected " + expected + ", but it is "
                    + (actual.isMissingNode() ? "not there" : actual));
        }
    }

    /** Numbers are the same by value: 1.0 is 1. */
    private static boolean isSame(JsonNode expected, JsonNode actual) {
        return expected.isNumber() && actual.isNumber()
                ? expected.decimalValue().compareTo(actual.decimalValue()) == 0 : expected.equals(actual);
    }
}
