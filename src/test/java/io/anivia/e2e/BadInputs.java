package io.anivia.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/** What the shipped sources are sent that is wrong, and what has to become of it, from what src/docs promises. */
final class BadInputs {

    /** Where a source looks for events. */
    enum Place {
        /** In a member, and if it is not there the payload is one. */
        MEMBER_OR_ITSELF,
        /** In a member only. */
        MEMBER,
        /** The payload is one, or a list of them. */
        ITSELF,
        /** In OTLP's own nesting, whose types are known. */
        OTLP
    }

    /**
     * A source and a good client of it.
     *
     * @param path      with the key, if it is there; KEY stands for it
     * @param keyHeader the header that has the key, {@code Name: value}; KEY stands for it; blank if there is none
     * @param batch     a payload; EVENTS stands for its events
     * @param event     an event; ID stands for a text that it is known by
     * @param refused   how the body of an error begins; STATUS stands for it
     * @param inBody    whether a payload may carry the key, so that a request without one is taken
     */
    record GoodClient(String source, String path, String keyHeader, Place place, String batch, String event,
            int accepted, String refused, boolean inBody) {

        byte[] payload(String... ids) {
            return batch.replace("EVENTS", Arrays.stream(ids).map(id -> event.replace("ID", id))
                    .collect(Collectors.joining(source.equals("hec") ? "\n" : ","))).getBytes(UTF_8);
        }

        /** The first lines of its requests. */
        BadInput request(String what, byte[] body) {
            return new BadInput(source + ": " + what, this, "POST", path, new LinkedHashMap<>(), body, KEY, accepted,
                    "", 0, List.of(), null);
        }
    }

    /**
     * A request, and what has to become of it.
     *
     * @param answer   how the body begins
     * @param events   how many events of it are delivered
     * @param contains what is in the JSON of one of these
     * @param rejected what the reason says with which it, or a part, is in {@code anivia.rejected}; {@code null} if
     *                 nothing is
     */
    record BadInput(String name, GoodClient client, String method, String path, Map<String, String> headers,
            byte[] body, String key, int status, String answer, int events, List<String> contains,
            @Nullable String rejected) {

        BadInput with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new BadInput(name, client, method, path, more, body, key, status, answer, events, contains,
                    rejected);
        }

        BadInput at(String otherMethod, String otherPath) {
            return new BadInput(name, client, otherMethod, otherPath, headers, body, key, status, answer, events,
                    contains, rejected);
        }

        BadInput keyed(String otherKey) {
            return new BadInput(name, client, method, path, headers, body, otherKey, status, answer, events, contains,
                    rejected);
        }

        BadInput refused(int with, String body) {
            return new BadInput(name, client, method, path, headers, this.body, key, with, body, 0, List.of(), null);
        }

        /** In the way of its source. */
        BadInput refused(int with) {
            return refused(with, client.refused().replace("STATUS", String.valueOf(with)));
        }

        BadInput delivered(int number, String... containing) {
            return new BadInput(name, client, method, path, headers, body, key, status, answer, number,
                    List.of(containing), rejected);
        }

        BadInput rejected(String reason) {
            return new BadInput(name, client, method, path, headers, body, key, status, answer, events, contains,
                    reason);
        }

        HttpRequest to(URI root) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path.replace("KEY", key)))
                    .timeout(Duration.ofSeconds(30));
            headers.forEach(request::header);
            if (!headers.containsKey("Content-Type")) {
                request.header("Content-Type", "application/json");
            }
            if (!client.keyHeader().isBlank() && !key.isEmpty()) {
                String[] header = client.keyHeader().split(": ", 2);
                String[] words = header[1].split(" ");
                words[words.length - 1] = words[0].equals("Basic")
                        ? Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8)) : key;
                request.header(header[0], String.join(" ", words));
            }
            return request.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                    .build();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final String KEY = BadInputProfile.KEY;
    static final int MOST_EVENTS = 10_000;
    private static final int MOST_INFLATED = 16 * 1024 * 1024;
    private static final String MOST_INFLATED_SETTING = "(anivia.prospector.max-inflated)";
    private static final String ERROR = "{\"error\":\"";
    private static final String GIF = "GIF89a";

    static final List<GoodClient> CLIENTS = List.of(
            new GoodClient("events", "/v1/events", "Authorization: Basic KEY", Place.MEMBER_OR_ITSELF,
                    "{\"events\":[EVENTS]}", "{\"id\":\"ID\"}", 202, ERROR, false),
            new GoodClient("segment", "/v1/batch", "Authorization: Basic KEY", Place.MEMBER_OR_ITSELF,
                    "{\"batch\":[EVENTS]}", "{\"messageId\":\"ID\",\"type\":\"track\"}", 200,
                    "{\"success\":false,\"message\":\"", true),
            new GoodClient("snowplow", "/snowplow/KEY/com.snowplowanalytics.snowplow/tp2", "", Place.MEMBER_OR_ITSELF,
                    "{\"data\":[EVENTS]}", "{\"eid\":\"ID\",\"e\":\"pv\"}", 200, ERROR, false),
            new GoodClient("posthog", "/batch?api_key=KEY", "", Place.MEMBER_OR_ITSELF, "{\"batch\":[EVENTS]}",
                    "{\"uuid\":\"ID\",\"event\":\"view\"}", 200, ERROR, true),
            new GoodClient("amplitude", "/2/httpapi", "X-Api-Key: KEY", Place.MEMBER, "{\"events\":[EVENTS]}",
                    "{\"insert_id\":\"ID\",\"event_type\":\"view\"}", 200, "{\"code\":STATUS,\"error\":\"", true),
            new GoodClient("mixpanel", "/import", "Authorization: Basic KEY", Place.ITSELF, "[EVENTS]",
                    "{\"event\":\"view\",\"properties\":{\"$insert_id\":\"ID\"}}", 200, ERROR, true),
            new GoodClient("otlp", "/v1/logs", "Authorization: Bearer KEY", Place.OTLP,
                    "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[EVENTS]}]}]}",
                    "{\"body\":{\"stringValue\":\"ID\"}}", 200, "{\"message\":\"", false),
            new GoodClient("hec", "/services/collector", "Authorization: Splunk KEY", Place.ITSELF, "EVENTS",
                    "{\"event\":{\"id\":\"ID\"}}", 200, "{\"text\":\"", false),
            new GoodClient("cloudevents", "/v1/cloudevents", "Authorization: Bearer KEY", Place.ITSELF, "[EVENTS]",
                    "{\"specversion\":\"1.0\",\"id\":\"ID\",\"source\":\"/shop\",\"type\":\"view\"}", 202, ERROR,
                    false),
            new GoodClient("logs", "/logs", "Authorization: Bearer KEY", Place.MEMBER_OR_ITSELF,
                    "{\"logs\":[EVENTS]}", "{\"msg\":\"ID\"}", 200, ERROR, false),
            new GoodClient("beacon", "/v1/beacon?key=KEY", "", Place.MEMBER_OR_ITSELF, "{\"events\":[EVENTS]}",
                    "{\"id\":\"ID\"}", 204, ERROR, false));

    private BadInputs() {
    }

    static List<BadInput> all() {
        List<BadInput> all = new ArrayList<>();
        for (GoodClient client : CLIENTS) {
            encodings(client, all);
            heads(client, all);
            types(client, all);
        }
        own(all);
        return all;
    }

    private static void encodings(GoodClient client, List<BadInput> all) {
        byte[] good = client.payload("good");
        all.add(client.request("no body", new byte[0]).refused(400,
                client.source().equals("hec") ? "{\"text\":\"No data\",\"code\":5}" : client.refused()
                        .replace("STATUS", "400")));
        all.add(client.request("blanks only", " \r\n\t".getBytes(UTF_8)).rejected("empty"));
        all.add(client.request("gzip as announced", gzip(good)).with("Content-Encoding", "gzip").delivered(1, "good"));
        all.add(client.request("gzip, not announced", gzip(good)).delivered(1, "good"));
        all.add(client.request("gzip announced, and is not", good).with("Content-Encoding", "gzip")
                .rejected("content encoding gzip, but not in gzip format"));
        all.add(client.request("gzip cut short", Arrays.copyOf(gzip(good), gzip(good).length - 9))
                .with("Content-Encoding", "gzip").rejected("gzip is cut short"));
        all.add(client.request("gzip of nothing", gzip(new byte[0])).with("Content-Encoding", "gzip")
                .rejected("empty"));
        all.add(client.request("a gzip bomb", gzip(new byte[MOST_INFLATED + 1])).with("Content-Encoding", "gzip")
                .rejected(MOST_INFLATED_SETTING));
        all.add(client.request("deflate, which no source undoes", deflate(good)).with("Content-Encoding", "deflate")
                .rejected("unknown content encoding; gzip and identity are known"));
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        all.add(client.request("damaged zstd, announced", zstd).with("Content-Encoding", "zstd")
                .rejected("unknown content encoding; gzip and identity are known"));
        all.add(client.request("damaged zstd, not announced", zstd)
                .rejected("not JSON"));
    }

    private static void heads(GoodClient client, List<BadInput> all) {
        byte[] good = client.payload("good");
        String path = client.path();
        String question = path.contains("?") ? "&" : "?";
        String ownPath = path.replace("/snowplow/KEY", "");
        all.add(client.request("a key of 10 kB", good).keyed("k".repeat(10_000)).refused(401,
                client.source().equals("hec") ? "{\"text\":\"Invalid token\",\"code\":4}" : client.refused()
                        .replace("STATUS", "401")));
        if (client.inBody()) {
            all.add(client.request("a key nowhere", good).at("POST", path.replace("?api_key=KEY", "")).keyed("")
                    .rejected("no valid write key in the payload"));
        }
        all.add(client.request("a parameter twice", good).at("POST", path + question + "again=1&again=2")
                .delivered(1, "good"));
        // RFC 3986, section 6.2.2.3: such a path is another way to write one without.
        all.add(client.request("a path with ..", good).at("POST", "/unknown/.." + path).delivered(1, "good"));
        all.add(client.request("a path with %2e%2e", good).at("POST", "/unknown/%2e%2E" + path).delivered(1, "good"));
        all.add(client.request("a path with .. and nothing behind", good).at("POST", "/../..").refused(404, ERROR));
        all.add(client.request("a slash in place of a segment", good).at("POST", "/unknown/%2F" + ownPath)
                .refused(404, ERROR));
        all.add(client.request("a slash in place of a key", good).at("POST", "/" + client.source() + "/%2F" + ownPath)
                .keyed(client.path().contains("?") ? "wrong" : "").refused(401,
                        client.source().equals("hec") ? "{\"text\":\"Invalid token\",\"code\":4}"
                                : client.refused().replace("STATUS", "401")));
        all.add(client.request("a preflight of the page", new byte[0]).at("OPTIONS", path)
                .with("Origin", BadInputProfile.PAGE).with("Access-Control-Request-Method", "POST").refused(204, ""));
        String refused = client.source().equals("hec") ? client.refused() : client.refused().replace("STATUS", "403");
        all.add(client.request("a preflight of another page", new byte[0]).at("OPTIONS", path)
                .with("Origin", "http://m.example.org").with("Access-Control-Request-Method", "POST")
                .refused(403, refused));
        all.add(client.request("another page", good).with("Origin", "http://m.example.com:8080").refused(403, refused));
    }

    /** What stands where the events should be, and what stands among them. */
    private static void types(GoodClient client, List<BadInput> all) {
        List<String> scalars = List.of("\"text\"", "7", "null", "true");
        for (String value : scalars) {
            BadInput input = client.request("events are " + value, inPlace(client, value));
            all.add(switch (client.place()) {
                // The member is one like others, and the payload one event.
                case MEMBER_OR_ITSELF -> input.delivered(1);
                case MEMBER -> input.rejected("no events: it has");
                case ITSELF -> input.rejected("neither a JSON object nor an array");
                // OTLP takes null for nothing.
                case OTLP -> input.rejected(value.equals("null") ? "no events: it has"
                        : "OTLP in JSON: resourceLogs is of another type than in OTLP");
            });
        }
        BadInput object = client.request("events are an object", inPlace(client, "{\"id\":\"good\"}"));
        all.add(switch (client.place()) {
            case MEMBER_OR_ITSELF -> object.rejected("is an object, not an array");
            case MEMBER, ITSELF -> object.delivered(1, "good");
            case OTLP -> object.rejected("OTLP in JSON: resourceLogs is of another type than in OTLP");
        });
        BadInput other = client.request("no events where they should be", "{\"other\":[{\"id\":\"good\"}]}"
                .getBytes(UTF_8));
        all.add(client.place() == Place.MEMBER || client.place() == Place.OTLP ? other.rejected("no events: it has")
                : other.delivered(1, "good"));
        String members = "1,\"text\",null,true,[]," + client.event().replace("ID", "good");
        BadInput mixed = client.request("members of the batch that are no objects",
                (client.source().equals("hec") ? "[" + members + "]" : client.batch().replace("EVENTS", members))
                        .getBytes(UTF_8));
        all.add(switch (client.source()) {
            case "otlp" -> mixed.rejected("is of another type than in OTLP");
            case "hec" -> mixed.delivered(1, "good").rejected("neither a JSON object nor an array");
            default -> mixed.delivered(1, "good").rejected("not a JSON object");
        });
        all.add(client.request("ISO 8859-1", client.batch().replace("EVENTS", client.event().replace("ID", "\u00e9"))
                .getBytes(ISO_8859_1)).rejected(client.place() == Place.OTLP ? "not JSON" : "not in UTF-8"));
        all.add(client.request("UTF-16", new String(client.payload("good"), UTF_8).getBytes(UTF_16BE))
                .rejected(client.place() == Place.OTLP ? "not JSON" : "not in UTF-8"));
    }

    /** The value where the list of events should be. */
    private static byte[] inPlace(GoodClient client, String value) {
        String text = switch (client.place()) {
            case ITSELF -> value;
            case OTLP -> "{\"resourceLogs\":" + value + "}";
            default -> client.batch().replace("[EVENTS]", value);
        };
        return text.getBytes(UTF_8);
    }

    /** What one source alone has. */
    private static void own(List<BadInput> all) {
        GoodClient beacon = client("beacon");
        all.add(beacon.request("a picture of nothing", new byte[0]).at("GET", "/v1/pixel.gif?key=KEY")
                .refused(400, GIF));
        all.add(picture(beacon, "/v1/pixel.gif?key=KEY&id=good&a=1&a=2").delivered(1, "good", "\"a\":[\"1\",\"2\"]"));
        all.add(picture(beacon, "/v1/pixel.gif?key=KEY&key=wrong&id=good").delivered(1, "good"));
        all.add(beacon.request("the wrong key first", new byte[0]).at("GET", "/v1/pixel.gif?key=wrong&key=KEY&id=1")
                .refused(401, GIF));
        GoodClient snowplow = client("snowplow");
        all.add(picture(snowplow, "/i?key=KEY&eid=good&e=pv&e=pp").delivered(1, "good"));
        GoodClient mixpanel = client("mixpanel");
        all.add(mixpanel.request("no data in a form", "ip=1".getBytes(UTF_8))
                .with("Content-Type", "application/x-www-form-urlencoded").rejected("not JSON"));
        all.add(mixpanel.request("half of the base64", "data=eyJldmVudCI6".getBytes(UTF_8))
                .with("Content-Type", "application/x-www-form-urlencoded").rejected("not JSON"));
        GoodClient otlp = client("otlp");
        all.add(otlp.request("JSON that is said to be Protobuf", otlp.payload("good"))
                .with("Content-Type", "application/x-protobuf").rejected("not OTLP in Protobuf, or damaged"));
        all.add(otlp.request("no body of Protobuf", new byte[0]).with("Content-Type", "application/x-protobuf")
                .refused(400, ""));
        GoodClient hec = client("hec");
        all.add(hec.request("a broken record behind a good one",
                "{\"event\":{\"id\":\"good\"}}{\"event\":".getBytes(UTF_8)).delivered(1, "good").rejected("not JSON: ends within a value"));
        all.add(hec.request("a parameter twice on the way to raw", "good".getBytes(UTF_8))
                .at("POST", "/services/collector/raw?host=one&host=other").delivered(1, "good", "\"host\":\"one\""));
        GoodClient cloudevents = client("cloudevents");
        all.add(cloudevents.request("binary mode without data", new byte[0]).with("ce-specversion", "1.0")
                .with("ce-id", "good").delivered(1, "good"));
        all.add(cloudevents.request("data that is not the JSON it is said to be", "{\"half\":".getBytes(UTF_8))
                .with("ce-specversion", "1.0").with("ce-id", "good").delivered(1, "good", "{\\\"half\\\":"));
    }

    private static BadInput picture(GoodClient client, String path) {
        return new BadInput(client.source() + ": GET " + path, client, "GET", path, new LinkedHashMap<>(), new byte[0],
                KEY, 200, GIF, 0, List.of(), null);
    }

    static GoodClient client(String source) {
        return CLIENTS.stream().filter(client -> client.source().equals(source)).findFirst().orElseThrow();
    }

    /** As many events, in one payload. */
    static byte[] many(GoodClient client, int number) {
        return client.payload(IntStream.range(0, number).mapToObj(at -> "e" + at).toArray(String[]::new));
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
