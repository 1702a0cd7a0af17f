package io.anivia.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.anivia.source.http.AnswerFiles;
import io.anivia.source.http.Intake;
import io.anivia.source.reading.Reading;
import io.anivia.source.reading.ReadingOptions;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.ResourceHelper;

/**
 * Take in the payloads of one kind of client, and say how they are read.
 *
 * <p>In role {@code elmer} it serves HTTP paths: a request's body goes into {@code direct:collect}, and the client gets
 * its answer when that route has ended. In role {@code prospector} it says how payloads of its name are read, and the
 * steps of its route run on each event, which is the body, a Map.
 */
@UriEndpoint(firstVersion = "0.3.0", scheme = "source", title = "Source", syntax = "source:name",
             category = { Category.HTTP }, consumerOnly = true)
public class SourceEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** Of a file that an answer consists of. */
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    @UriPath(description = "The source's name, which its events carry as anivia.source: a-z, 0-9 and '-'.")
    @Metadata(required = true)
    private final String name;
    @UriParam(description = "The paths that its clients send to, separated by commas; each with or without a slash at"
            + " its end: /v1/batch; with a variable, /api/s/{type}; with one that has one value, /v1/{call:track}, or"
            + " several, with vertical bars in between. Each is also served behind the source's name, and behind the"
            + " name and a key: /segment/v1/batch, /segment/9f86d081/v1/batch.")
    @Metadata(required = true)
    private String path = "";
    @UriParam(description = "Paths that are served behind the source's name only, or behind the name and a key, because"
            + " another source has them, too.")
    private String prefixedPath = "";
    @UriParam(description = "The methods, separated by commas: GET, POST, PUT, PATCH. The payload of a GET is its"
            + " query.",
              defaultValue = "POST")
    private String methods = "POST";
    @UriParam(description = "Whether a request with an empty body is a payload, too: true, its query; headers,"
            + " nothing but those that go along (forward), of which it needs one.",
              defaultValue = "false", enums = "false,true,headers")
    private String emptyBody = "false";
    @UriParam(description = "Where a client's write key is, in the order in which the places are looked at: basic"
            + " (the user of Authorization: Basic), basic:password (its password, or else its user), bearer,"
            + " scheme:Splunk (an Authorization of another scheme), header:X-Write-Key, header:X-Sentry-Auth:sentry_key"
            + " (a member of a header that is a list of name=value), query:writeKey, path:variable,"
            + " body:api_key (a member of the payload or of each event, which Prospector looks at, and rejects there),"
            + " or none: it needs none. A key in front of the path is always found.",
              defaultValue = "basic, header:X-Api-Key, query:key")
    private String key = "basic, header:X-Api-Key, query:key";
    @UriParam(description = "The names of the write keys that this source takes, separated by commas. Not set: all.")
    private String keys = "";
    @UriParam(description = "What the client is answered when its payload is safe: STATUS TYPE BODY, each of which may"
            + " be left out; several with if CONDITION: in front and else in between, of which the first counts whose"
            + " condition holds. Not set: 202 and the receipt.")
    private String answer = "";
    @UriParam(description = "What the client is answered otherwise, written like the answer; its status, if none is"
            + " written, is Anivia's own. if status=429: 503 {} else {} turns one into another, for clients that throw"
            + " away what is answered so.",
              defaultValue = "{\"error\":\"${error}\"}")
    private String error = "{\"error\":\"${error}\"}";
    @UriParam(description = "Answers that need no payload, such as settings that a client asks for first, separated"
            + " by commas: GET /config 200 application/json {}. file:name is a file beside the source's own.")
    private String fixed = "";
    @UriParam(description = "Headers of all answers, separated by commas: Cache-Control: no-cache, no-store,"
            + " X-Source: shop. Those of Anivia's own, such as Retry-After, cannot be set.")
    private String answerHeaders = "";
    @UriParam(description = "The pages that may send from a browser, by their origins, separated by commas:"
            + " https://www.example.com; with an asterisk for all subdomains, or alone for all. Requests with another"
            + " Origin are answered with 403. Not set: the component's, anivia.elmer.origins.")
    private String origins = "";
    @UriParam(description = "What of the request goes along with its payload, besides what the other options name as"
            + " request.…: method, path, query, query:name, header:name (with an asterisk at its end: all that begin"
            + " so), separated by commas.")
    private String forward = "";
    @UriParam(description = "The largest body in bytes, as it is sent. 0: anivia.elmer.max-body.",
              defaultValue = "0")
    private long maxBody;
    @UriParam(description = "How JSON is made of a payload, steps separated by commas, each of which applies only if"
            + " the payload is of its kind: gunzip, zstd, inflate, form:field, form, base64,"
            + " base64url, urldecode, lines, lines:member, json, json:member, otlp, hec, cloudevents, envelope, wrap:member.",
              defaultValue = "json")
    private String decode = "json";
    @UriParam(description = "Where the events are, places separated by commas: batch;"
            + " resourceLogs.scopeLogs.logRecords, through all members of lists; . for the payload"
            + " itself, if there is none of the others. errors as error gives those a type. A payload"
            + " with none of them is rejected.",
              defaultValue = ".")
    private String events = ".";
    @UriParam(description = "Names of members beside the events, on any level, that are copied onto each event"
            + " without a member of that name; an asterisk for all. Not set: none.")
    private String shared = "";
    @UriParam(description = "Where an event's id is: paths, of which the first with a usable value counts. There is"
            + " none: its id is made of the receipt.",
              defaultValue = "id, messageId")
    private String id = "id, messageId";
    @UriParam(description = "Where an event's type is: paths, or a text in single quotes, around which YAML needs"
            + " double ones.",
              defaultValue = "type")
    private String type = "type";
    @UriParam(description = "Where an event's time is: paths, each with a unit if it is not to be told from its"
            + " magnitude: time s, time ms, time us, time ns; time utc reads one without an offset as UTC.",
              defaultValue = "timestamp")
    private String timestamp = "timestamp";
    @UriParam(description = "Where the time of sending is, by the same clock: paths in the event, beside the events,"
            + " or in the request, as in request.header.sentat; with a unit as in timestamp.",
              defaultValue = "sentAt")
    private String sentAt = "sentAt";
    @UriParam(description = "What the time of sending is: sent, by which clocks are corrected; queued, for clients"
            + " that send the same bytes again later, by which only those are that are ahead; none, by"
            + " which none is. Not set: anivia.clock.sent-at.")
    private String clock = "";
    @UriParam(description = "Members to add to events that do not have them, separated by commas: userId=user_id,"
            + " name=request.path.name.")
    private String members = "";
    @UriParam(description = "Paths of members to take away from each event, separated by commas. Keys always are.")
    private String remove = "";
    @UriParam(description = "Decoding inside an event, separated by commas: a path and what its value is, from the"
            + " outside to the inside, as in cx base64url json. Of: base64, base64url, json, query,"
            + " attributes, number.")
    private String unfold = "";

    public SourceEndpoint(String uri, SourceComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("source '" + name + "': a source's name consists of a-z, 0-9 and '-',"
                    + " begins with a letter or digit, and has at most 63 characters");
        }
    }

    /** A reload starts a route beside the one whose place it takes; {@link Sources} lets no others be. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public SourceComponent getComponent() {
        return (SourceComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("a source is only consumed from");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        SourceConsumer consumer = new SourceConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** @throws IllegalArgumentException if an option is not valid, with the source's name and the option's */
    Intake intake(Resource file) {
        try {
            return new Intake(new Intake.IntakeOptions(path, prefixedPath, methods, emptyBody, key, answer, error,
                    fixed, answerHeaders, origins, forward, maxBody, List.of(id, type, timestamp, sentAt, members)),
                    answerFiles(file));
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    Set<String> keyNames() {
        return Arrays.stream(keys.split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException if an option is not valid, with the source's name and the option's */
    Reading reading(List<String> keyPaths) {
        try {
            return Reading.parse(new ReadingOptions(decode, events, shared, id, type, timestamp, sentAt, clock, members,
                    remove, unfold, keyPaths));
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private IllegalArgumentException invalid(IllegalArgumentException e) {
        return new IllegalArgumentException("source '" + name + "': " + e.getMessage(), e);
    }

    /** Those beside the route's own file, and no others. */
    private AnswerFiles answerFiles(Resource file) {
        return name -> {
            if (!name.matches("[A-Za-z0-9._-]+")) {
                throw new IOException("it is no name of a file beside the source's");
            }
            String location = file.getLocation();
            String beside = location.substring(0, location.lastIndexOf('/') + 1) + name;
            try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), beside)) {
                byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
                if (bytes.length > MAX_ANSWER_BYTES) {
                    throw new IOException("it has more than " + MAX_ANSWER_BYTES + " bytes");
                }
                return bytes;
            }
        };
    }

    public String getName() {
        return name;
    }

    public String getPath() {
        return path;
    }

    public void setPath(String path) {
        this.path = path;
    }

    public String getPrefixedPath() {
        return prefixedPath;
    }

    public void setPrefixedPath(String prefixedPath) {
        this.prefixedPath = prefixedPath;
    }

    public String getMethods() {
        return methods;
    }

    public void setMethods(String methods) {
        this.methods = methods;
    }

    public String getEmptyBody() {
        return emptyBody;
    }

    public void setEmptyBody(String emptyBody) {
        this.emptyBody = emptyBody;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public String getKeys() {
        return keys;
    }

    public void setKeys(String keys) {
        this.keys = keys;
    }

    public String getAnswer() {
        return answer;
    }

    public void setAnswer(String answer) {
        this.answer = answer;
    }

    public String getError() {
        return error;
    }

    public void setError(String error) {
        this.error = error;
    }

    public String getFixed() {
        return fixed;
    }

    public void setFixed(String fixed) {
        this.fixed = fixed;
    }

    public String getAnswerHeaders() {
        return answerHeaders;
    }

    public void setAnswerHeaders(String answerHeaders) {
        this.answerHeaders = answerHeaders;
    }

    public String getOrigins() {
        return origins;
    }

    public void setOrigins(String origins) {
        this.origins = origins;
    }

    public String getForward() {
        return forward;
    }

    public void setForward(String forward) {
        this.forward = forward;
    }

    public long getMaxBody() {
        return maxBody;
    }

    public void setMaxBody(long maxBody) {
        this.maxBody = maxBody;
    }

    public String getDecode() {
        return decode;
    }

    public void setDecode(String decode) {
        this.decode = decode;
    }

    public String getEvents() {
        return events;
    }

    public void setEvents(String events) {
        this.events = events;
    }

    public String getShared() {
        return shared;
    }

    public void setShared(String shared) {
        this.shared = shared;
    }

    /** The option, in place of the id that Camel gives to endpoints and asks none of them for. */
    @Override
    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getType() {
        return type;
    }

    public void setType(String type) {
        this.type = type;
    }

    public String getTimestamp() {
        return timestamp;
    }

    public void setTimestamp(String timestamp) {
        this.timestamp = timestamp;
    }

    public String getSentAt() {
        return sentAt;
    }

    public void setSentAt(String sentAt) {
        this.sentAt = sentAt;
    }

    public String getClock() {
        return clock;
    }

    public void setClock(String clock) {
        this.clock = clock;
    }

    public String getMembers() {
        return members;
    }

    public void setMembers(String members) {
        this.members = members;
    }

    public String getRemove() {
        return remove;
    }

    public void setRemove(String remove) {
        this.remove = remove;
    }

    public String getUnfold() {
        return unfold;
    }

    public void setUnfold(String unfold) {
        this.unfold = unfold;
    }
}
