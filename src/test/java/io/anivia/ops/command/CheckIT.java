package io.anivia.ops.command;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What integrators get wrong, each in a file of its own, and what {@code check} says: all of it in one run of the
 * packaged program.
 */
class CheckIT {

    private static final String DESTINATION = """
            - route:
                id: NAME
                from:
                  uri: destination:NAME
                  parameters:
                    accept: "${body[type]} == 'purchase'"
                    backoff: 1s,1m
                  steps:
                    - setHeader:
                        name: X-Id
                        simple: "${body[id]}"
                    - to:
                        uri: async-http:NAME
                        parameters:
                          url: http://localhost/
                          httpMethod: POST
            """;
    private static final String SOURCE = """
            - route:
                id: NAME
                from:
                  uri: source:NAME
                  parameters:
                    path: /NAME
                    key: basic
                    decode: json
                    timestamp: time s
                  steps: []
            """;
    private static final String TEMPLATE = """
            - templatedRoute:
                routeId: NAME
                routeTemplateRef: http-json
                parameters:
                  - {name: name, value: NAME}
                  - {name: url, value: "http://localhost/"}
            """;
    private static final String TEST = """
            tests:
              - name: a
                events: [{id: e1}]
                then: [delivered]
            """;

    @TempDir
    private static Path directory;

    /** @param expected line:column: what, of each problem of the file */
    private record Mistake(String file, String text, List<String> expected) {
    }

    private static Mistake destination(String name, String from, String to, String... expected) {
        return mistake("destinations/" + name + ".camel.yaml", DESTINATION, from, to, expected);
    }

    private static Mistake source(String name, String from, String to, String... expected) {
        return mistake("sources/" + name + ".camel.yaml", SOURCE, from, to, expected);
    }

    private static Mistake template(String name, String from, String to, String... expected) {
        return mistake("destinations/" + name + ".camel.yaml", TEMPLATE, from, to, expected);
    }

    private static Mistake test(String name, String from, String to, String... expected) {
        return mistake("destinations/" + name + ".test.yaml", TEST, from, to, expected);
    }

    private static Mistake mistake(String file, String text, String from, String to, String... expected) {
        assertThat(text).contains(from);
        String name = file.replaceAll(".*/|\\..*", "");
        return new Mistake(file, text.replace(from, to).replace("NAME", name), List.of(expected));
    }

    private static Stream<Mistake> mistakes() {
        return Stream.of(
                destination("right", "", ""),
                source("right-source", "", ""),
                template("right-template", "", ""),
                test("right-test", "", ""),
                destination("option", "backoff", "bakoff",
                        "7:9: 'destination' has no option 'bakoff': write 'backoff'"),
                destination("duration", "1s,1m", "1m,1s",
                        "7:18: destination 'duration': backoff is two durations, the first ceiling and the"
                                + " longest, such as 500ms,1m; it cannot be '1m,1s'"),
                destination("step", "setHeader", "setHaeder",
                        "9:11: 'steps' has no 'setHaeder': write 'setHeader'"),
                destination("member", "name: X-Id", "nam: X-Id",
                        "10:13: 'setHeader' has no 'nam': write 'name'"),
                destination("accept", "== 'purchase'", "== ${",
                        "6:17: the expression cannot be read: at its character 18 a } is missing: write it"),
                destination("accept-quote", "== 'purchase'", "== 'purchase",
                        "6:17: the expression cannot be read: at its character 26 a ' is missing: write it"),
                destination("order", "backoff: 1s,1m", "orderBy: \"${body[\"",
                        "7:18: the expression cannot be read: at its character 7 a } is missing: write it"),
                destination("choice", "    - setHeader:", "    - choice:\n            when:\n"
                        + "              - simple: \"${body[type] == 'a'\"\n                steps: []\n        - setHeader:",
                        "11:25: the expression cannot be read: at its character 19 a } is missing: write it"),
                destination("function", "${body[id]}", "${bdy[id]}",
                        "11:21: the expression cannot be read: Unknown function: bdy[id] at location 0: write"
                                + " body, header or another function of Simple"),
                destination("operator", "== 'purchase'", "= 'purchase'",
                        "6:17: the expression cannot be read: Unexpected token = at location 14: write an"
                                + " operator of Simple, such as ==, or quotes"),
                destination("language", "simple: \"", "jsonpath: \"$.id",
                        "11:13: 'jsonpath' needs a library that is not in this program: write one of"
                                + " constant, csimple, exchangeProperty, header, language, method, ref, simple,"
                                + " tokenize, variable"),
                destination("format", "    - setHeader:", "    - marshal:\n            csv: {}\n        - setHeader:",
                        "10:13: 'csv' needs a library that is not in this program: write one of custom, json"),
                destination("log", "    - setHeader:", "    - log: \"${body[id\"\n        - setHeader:",
                        "9:16: the expression cannot be read: at its character 9 a } is missing: write it"),
                destination("direct", "    - setHeader:", "    - to: direct:nowhere\n        - setHeader:",
                        "9:15: no route begins with 'direct:nowhere': write a route that does, or another address"),
                destination("component", "async-http:", "asynchttp:",
                        "13:18: there is no component 'asynchttp': write 'async-http'"),
                destination("bean", "    - setHeader:", "    - bean: nothing\n        - setHeader:",
                        "9:17: there is no bean 'nothing': write the name of one that is in the program"),
                destination("bean-method", "    - setHeader:", "    - process: {ref: ndjsonFil}\n        - setHeader:",
                        "9:26: there is no bean 'ndjsonFil': write the name of one that is in the program"),
                destination("setting", "http://localhost/", "\"{{partner.url}}\"",
                        "15:20: the setting 'partner.url' is missing: set PARTNER_URL, or write"
                                + " {{partner.url:default}}"),
                destination("placeholder", "http://localhost/", "{{partner.url}}",
                        "15:20: 'url' has a placeholder without quotes: write \"{{…}}\""),
                destination("number", "backoff: 1s,1m", "concurrency: many",
                        "7:22: the option 'concurrency' cannot be 'many': write a whole number"),
                destination("wait", "httpMethod: POST", "responseTimeout: soon",
                        "16:32: the option 'responseTimeout' cannot be 'soon': write a duration, such as"
                                + " 500ms, 30s or 5m"),
                destination("choices", "httpMethod: POST", "httpMethod: PSOT",
                        "16:27: the option 'httpMethod' cannot be 'PSOT': write one of POST, PUT, PATCH,"
                                + " DELETE"),
                destination("least", "backoff: 1s,1m", "batchSize: 0",
                        "7:20: destination 'least': batchSize must be at least 1, not 0"),
                destination("url", "              url: http://localhost/\n", "",
                        "13:18: 'async-http' needs the option 'url': write it among its parameters"),
                destination("no-url", "http://localhost/", "localhost",
                        "13:18: async-http:no-url: the URL is not of the form"
                                + " http(s)://host[:port][/path][?query]"),
                destination("query", "uri: async-http:NAME", "uri: async-http:NAME?ulr=x",
                        "13:18: 'async-http' has no option 'ulr': write 'url'"),
                destination("twice", "backoff: 1s,1m", "backoff: 1s,1m\n        backoff: 2s,1m",
                        "8:9: 'backoff' is there twice: remove one of them"),
                destination("indented", "name: X-Id", "  name: X-Id",
                        "11:13: no YAML: it is indented like nothing above: indent it as its neighbours"),
                destination("beside", "            name: X-Id\n            simple",
                        "          name: X-Id\n          simple",
                        "10:11: 'name' is beside 'setHeader': indent it further, below that",
                        "11:11: 'simple' is beside 'setHeader': indent it further, below that"),
                destination("tab", "            name: X-Id", "\t\t\tname: X-Id",
                        "10:1: no YAML: a tab: indent with spaces"),
                destination("quote", "\"${body[id]}\"", "\"${body[id]}",
                        "11:21: no YAML: a quote without its second: write it at the end of the text, and"
                                + " double it within"),
                destination("yaml", "backoff: 1s,1m", "backoff: 1s,1m: x\n        bakoff: 1s",
                        "7:23: no YAML: a second ':' in a line, or a line that is indented too far: put the"
                                + " text into quotes, or indent it as its neighbours",
                        "8:9: 'destination' has no option 'bakoff': write 'backoff'"),
                destination("yaml-and-before", "backoff: 1s,1m", "bakoff: 1s,1m\n        batchSize: @x",
                        "7:9: 'destination' has no option 'bakoff': write 'backoff'",
                        "8:20: no YAML: a text cannot begin so: put it into quotes"),
                mistake("destinations/yaml-and-route.camel.yaml", DESTINATION, DESTINATION,
                        DESTINATION.replace("simple:", "simple: a:") + DESTINATION.replace("NAME", "other").replace("backoff", "bakoff"),
                        "11:22: no YAML: a second ':' in a line, or a line that is indented too far: put the"
                                + " text into quotes, or indent it as its neighbours",
                        "23:9: 'destination' has no option 'bakoff': write 'backoff'"),
                destination("empty", DESTINATION, "",
                        "1:1: it is empty: write a route into it, or remove it"),
                destination("no-list", "- route:", "route:",
                        "1:1: a list was expected, whose first line is '- route:'"),
                destination("steps", "        - setHeader:", "          setHeader:",
                        "12:9: no YAML: it is indented like nothing above: indent it as its neighbours"),
                destination("no-steps", "      steps:\n", "      stps:\n",
                        "8:7: 'from' has no 'stps': write 'steps'"),
                destination("from", DESTINATION, "- route:\n    from: destination:NAME\n    steps: []\n",
                        "2:11: 'from' is no text: write its members below it",
                        "3:5: 'route' has no 'steps': remove it, or write one that there is"),
                destination("same-id", "id: NAME", "id: right",
                        "2:9: the id 'right' is taken by destinations/right.camel.yaml:2: write another one"),
                destination("same-name", "destination:NAME", "destination:right",
                        "4:12: the destination 'destination:right' is taken by"
                                + " destinations/right.camel.yaml:4: write another one"),
                destination("precondition", "    from:", "    precondition: \"'{{x:}}' ==\"\n    from:",
                        "3:19: the expression cannot be read: Unexpected token = at location 3: write an"
                                + " operator of Simple, such as ==, or quotes"),
                destination("omniture", "async-http:NAME\n            parameters:\n              url: http://localhost/\n"
                        + "              httpMethod: POST",
                        "omniture:suite\n            parameters:\n              url: http://localhost/\n"
                        + "              hit.pageNam: screen",
                        "16:15: omniture:suite: hit.pageNam: a hit has no such field; it has"
                                + " analyticsVisitorID, browserHeight, browserWidth, campaign, channel, colorDepth,"
                                + " connectionType, cookiesEnabled, currencyCode, customerPerspective, events,"
                                + " fallbackVisitorID, homePage, imsRegion, IPaddress, javaEnabled, javaScriptVersion,"
                                + " language, linkName, linkType, linkURL, marketingCloudVisitorID, pageName, pageType,"
                                + " pageURL, plugins, products, purchaseID, referrer, resolution, server, state,"
                                + " timestamp, timezone, transactionID, userAgent, visitorID, zip, eVar1, prop1, hier1,"
                                + " list1 and so on; a tag that is new at Adobe is set by tag.<name>"),
                destination("splunk", "async-http:NAME\n            parameters:\n              url: http://localhost/\n"
                        + "              httpMethod: POST", "splunk:localhost:8088",
                        "13:18: 'splunk' needs the option 'token': write it among its parameters"),
                destination("two", "backoff: 1s,1m", "bakoff: 1s,1m\n        batchSize: none",
                        "7:9: 'destination' has no option 'bakoff': write 'backoff'",
                        "8:20: the option 'batchSize' cannot be 'none': write a whole number"),
                source("same-path", "path: /NAME", "path: /right-source",
                        "6:9: source 'same-path': path: /right-source is served by two sources, route"
                                + " 'right-source' in 'sources/right-source.camel.yaml', line 4 and route 'same-path'"
                                + " in 'sources/same-path.camel.yaml', line 4: take it away from one of them, or make"
                                + " it a prefixedPath"),
                source("key", "key: basic", "key: cookie",
                        "7:9: source 'key': key: \"cookie\" is no place of a key: write basic,"
                                + " basic:password, bearer, scheme:name, header:name, header:name:member,"
                                + " query:name, path:variable, body:member, or none"),
                source("decode", "decode: json", "decode: json, xml",
                        "8:9: source 'decode': decode: unknown step 'xml' of decode; did you mean otlp? Known"
                                + " are gunzip, inflate, zstd, form, form:<field>, base64, base64url, urldecode, json,"
                                + " json:<member>, lines, lines:<member>, wrap:<member>, otlp, hec, cloudevents,"
                                + " envelope"),
                source("time", "time s", "time secs",
                        "9:9: source 'time': timestamp: 'time secs' is no time: write a path alone, or with"
                                + " one of the units s, ms, us and ns, as in 'time ms', or with utc"
                                + " for times without an offset"),
                source("answer", "decode: json", "answer: '{\"id\":\"${recept}\"}'",
                        "8:9: source 'answer': answer: nothing is known to put in place of ${recept}; write"
                                + " ${receipt}, ${status}, ${error}, ${now}, ${query.name}, ${header.name} or"
                                + " ${path.name}"),
                source("source-option", "timestamp", "timestmap",
                        "9:9: 'source' has no option 'timestmap': write 'timestamp'"),
                template("template", "http-json", "http-jsn",
                        "3:5: there is no template 'http-jsn'; there are file, http-form, http-json,"
                                + " http-json-array, http-ndjson, splunk"),
                template("parameter", "name: url", "name: ulr",
                        "6:16: the template 'http-json' has no parameter 'ulr': write 'url'"),
                template("parameters", "parameters", "paramters",
                        "3:23: the template 'http-json' needs name, url: write them among the parameters",
                        "4:5: 'templatedRoute' has no 'paramters': write 'parameters'"),
                template("template-url", "http://localhost/", "localhost",
                        "6:9: async-http:template-url: the URL is not of the form"
                                + " http(s)://host[:port][/path][?query]"),
                source("keys", "decode: json", "keys: app, wbe",
                        "8:15: there is no write key 'wbe' among anivia.elmer.keys: write 'web'"),
                test("member-of-test", "events", "evnts",
                        "3:5: a test has no 'evnts': write 'events'"),
                test("of-source", "then: [delivered]", "becomes: []",
                        "4:5: the test of a destination has no 'becomes', which is a source's: write some of"
                                + " answers, events, filtered, lines, name, payload, requests, then"),
                test("then", "[delivered]", "[gone]",
                        "4:12: 'then' cannot be 'gone': write one of delivered, dead, waits"),
                test("answers", "then", "answers: [never]\n    then",
                        "4:15: 'answers' cannot be 'never': write a status such as 422, perhaps with a body"
                                + " behind a space, or timeout"),
                test("kind", "[{id: e1}]", "{id: e1}",
                        "3:13: 'events' cannot be an object: write a list"),
                test("request", "then", "requests: [{pth: /x}]\n    then",
                        "4:17: 'requests' has no 'pth': write 'path'"),
                test("no-tests", TEST, "settings: {a: b}",
                        "1:1: the file needs 'tests': write it"),
                test("test-yaml", "[delivered]", "[delivered",
                        "4:11: no YAML: a bracket without its second: close it, or put the text into quotes"));
    }

    @TestFactory
    Stream<DynamicTest> eachMistakeIsSaidWithItsPlaceAndTheWayOut() throws Exception {
        List<Mistake> mistakes = mistakes().toList();
        for (Mistake mistake : mistakes) {
            Path file = directory.resolve(mistake.file());
            Files.createDirectories(file.getParent());
            Files.writeString(file, mistake.text());
        }
        Map<String, List<String>> found = check().lines().map(line -> line.replace(directory + "/", ""))
                .collect(groupingBy(line -> line.replaceAll(":.*", ""), LinkedHashMap::new,
                        mapping(line -> line.replaceFirst("^[^:]*:", ""), toList())));
        return mistakes.stream().map(mistake -> DynamicTest.dynamicTest(mistake.file(), () ->
                assertThat(found.getOrDefault(mistake.file(), List.of()))
                        .containsExactlyElementsOf(mistake.expected())));
    }

    @Test
    void whatHasNoRouteFilesIsSaid() throws Exception {
        Path empty = Files.createDirectories(directory.resolve("nothing"));

        CommandProcess.Result noFiles = CommandProcess.run(directory, Map.of(), "check", empty.toString());
        CommandProcess.Result noDirectory = CommandProcess.run(directory, Map.of(), "check", "nixda");

        assertThat(noFiles.exitCode()).isEqualTo(1);
        assertThat(noFiles.output()).contains("there are no route files").contains(empty.toString());
        assertThat(noDirectory.exitCode()).isEqualTo(1);
        assertThat(noDirectory.output()).contains("'nixda' is taken for a directory, and there is none of this name");
    }

    private static String check() throws IOException, InterruptedException {
        CommandProcess.Result result = CommandProcess.run(directory,
                Map.of("ANIVIA_ELMER_KEYS", "app=1234,web=5678"), "check", directory.toString());
        assertThat(result.errors()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(1);
        return result.output();
    }
}
