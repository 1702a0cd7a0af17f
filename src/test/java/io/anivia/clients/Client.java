package io.anivia.clients;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A client of others, and how it is started.
 *
 * @param name       as the table has it; the mark of each of its events begins with it
 * @param runtime    what runs it
 * @param script     its file in {@code src/test/clients}; of a Java client its class
 * @param variant    what the script is told, if it can send in several ways
 * @param path       what follows the host and port in the host that it is configured with
 * @param key        its write key, as it wants it to be
 * @param refusals   the statuses that its first requests are answered with, in place of Anivia's answer
 * @param refusedPath which requests those are: POSTs whose path contains this
 */
record Client(String name, Runtime runtime, String script, String variant, String path, String key,
        List<Integer> refusals, String refusedPath) {

    enum Runtime {
        NODE, BROWSER, JAVA
    }

    /** The name and the secret of the key that most have, in Anivia's setting. */
    static final String KEY_NAME = "clients";
    static final String KEY = "3f7c29f0b1e84d6c";
    /** The same for those that want a pair. */
    static final String PAIR = KEY + ":a1b2c3";

    /** Of a page: goes elsewhere when its last event has been given to the client. */
    private static final String LEAVING = "leaving";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /** All of them. */
    static List<Client> all() {
        return Stream.of(
                // Of Segment's kind. Those for Java wait longest, so they are first.
                java("segment-java", "Segment").refused(),
                java("rudderstack-java", "RudderStack").refused(),
                node("segment-node", "segment.js").refused(),
                node("customerio-node", "customerio.js").refused(),
                node("rudderstack-node", "rudderstack.js").refused(),
                browser("segment-browser", "segment.js", "standard").refused(),
                browser("segment-browser-batching", "segment.js", "batching").refused(),
                browser("rudderstack-browser", "rudderstack.js", "single").refused(),
                browser("rudderstack-browser-batch", "rudderstack.js", "batch").refused(),
                // A beacon has no answer that a page could see.
                browser("rudderstack-browser-beacon", "rudderstack.js", "beacon"),
                // Never sends anything again.
                node("jitsu-node", "jitsu.js").withKey(PAIR),

                // Have no place for a key but in their host.
                node("snowplow-node", "snowplow.js", "post").at("/snowplow/" + KEY).refused(),
                node("snowplow-node-get", "snowplow.js", "get").at("/snowplow/" + KEY),
                java("snowplow-java", "Snowplow").at("/snowplow/" + KEY).refused(),
                browser("snowplow-browser", "snowplow.js", "").at("/snowplow/" + KEY).refused(),

                node("posthog-node", "posthog.js").refused(),
                // Drops what is answered with 429.
                browser("posthog-browser", "posthog.js", "").refused("/e/", UNAVAILABLE),
                browser("posthog-browser-leaving", "posthog.js", LEAVING),

                node("amplitude-node", "amplitude.js").refused(),
                browser("amplitude-browser", "amplitude.js", "fetch").refused(),
                browser("amplitude-browser-beacon", "amplitude.js", "beacon"),

                // Never sends anything again.
                node("mixpanel-node", "mixpanel.js"),
                browser("mixpanel-browser", "mixpanel.js", "{}").refused(),
                browser("mixpanel-browser-json", "mixpanel.js", "{\"api_payload_format\":\"json\"}").refused(),
                browser("mixpanel-browser-beacon", "mixpanel.js", "{\"api_transport\":\"sendBeacon\"}"),

                node("otlp-node-json", "otlp.js", "http").refused(),
                node("otlp-node-protobuf", "otlp.js", "proto").refused(),
                java("otlp-java", "Otlp").refused(),

                // Neither notices a refusal, nor sends anything again.
                node("splunk-node", "splunk.js"),
                node("cloudevents-node", "cloudevents.js"),

                node("pino-node-ndjson", "pino.js", "ndjson").refused(),
                node("pino-node-json", "pino.js", "json").refused(),
                browser("page", "page.js", "").refused())
                .toList();
    }

    private static Client node(String name, String script) {
        return node(name, script, "");
    }

    private static Client node(String name, String script, String variant) {
        return new Client(name, Runtime.NODE, "node/" + script, variant, "", KEY, List.of(), "");
    }

    private static Client browser(String name, String script, String variant) {
        return new Client(name, Runtime.BROWSER, "browser/" + script, variant, "", KEY, List.of(), "");
    }

    private static Client java(String name, String main) {
        return new Client(name, Runtime.JAVA, main, "", "", KEY, List.of(), "");
    }

    /** With one 503 and one 429, on whatever it sends first. */
    private Client refused() {
        return refused("", UNAVAILABLE, TOO_MANY_REQUESTS);
    }

    private Client refused(String onPath, Integer... statuses) {
        return new Client(name, runtime, script, variant, path, key, List.of(statuses), onPath);
    }

    private Client at(String itsPath) {
        return new Client(name, runtime, script, variant, itsPath, key, refusals, refusedPath);
    }

    private Client withKey(String itsKey) {
        return new Client(name, runtime, script, variant, path, itsKey, refusals, refusedPath);
    }

    boolean isLeaving() {
        return variant.equals(LEAVING);
    }

    /** The command, to be run in the directory that the build has prepared. */
    List<String> command() {
        return switch (runtime) {
            case NODE -> List.of("node", script);
            case BROWSER -> List.of("node", "browser/open.js");
            case JAVA -> List.of(System.getProperty("java.home") + "/bin/java", "-cp",
                    "java/target/classes:java/target/lib/*", script);
        };
    }

    /** What it is told in its environment. */
    Map<String, String> environment(int port) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CLIENT", name);
        environment.put("HOST", "http://" + (runtime == Runtime.BROWSER ? "collect.example.com" : "127.0.0.1") + ":"
                + port + path);
        environment.put("KEY", key);
        environment.put("VARIANT", variant);
        environment.put("SCRIPT", script.substring(script.indexOf('/') + 1));
        return environment;
    }
}
