package io.anivia.fakes;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/**
 * Adobe Analytics' XML Data Insertion API: one hit a request at {@value #PATH}.
 *
 * <p>Refuses {@code Expect: 100-continue} (417), other paths (404), methods (405) and content types (415), as a web
 * server would; and hits that break the rules by {@code FAILURE} with Adobe's reason.
 */
public final class FakeAdobe extends FakeHttpServer<FakeAdobe> {

    /** The only path, with its empty report suite. */
    public static final String PATH = "/b/ss//6";

    private static final Pattern VISITOR_ID = Pattern.compile("[0-9A-Za-z]{1,100}");
    private static final Pattern EPOCH_SECONDS = Pattern.compile("\\d{9,10}");
    private static final DateTimeFormatter WHOLE_SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[XXX][XX][X]", Locale.ROOT);

    /** What a report suite does with hits that have a timestamp, or have none. */
    public enum Timestamps {
        /** Takes both. */
        OPTIONAL,
        /** Refuses hits without one. */
        REQUIRED,
        /** Refuses hits with one. */
        REFUSED
    }

    private final Arrivals<Hit> arrivals = new Arrivals<>();
    private final Map<String, String> reasonsById = new ConcurrentHashMap<>();
    private final Set<String> reportSuites = ConcurrentHashMap.newKeySet();
    private volatile Timestamps timestamps = Timestamps.OPTIONAL;
    private volatile int failureStatus = 200;

    /** The only report suites there are; a hit for another is {@code NO account}. None: every suite exists. */
    public FakeAdobe reportSuites(String... names) {
        reportSuites.clear();
        reportSuites.addAll(List.of(names));
        return this;
    }

    /** What the report suites do about timestamps; both at first. */
    public FakeAdobe timestamps(Timestamps rule) {
        timestamps = rule;
        return this;
    }

    /** The HTTP status that goes with {@code FAILURE}. Adobe does not document it; 200 at first. */
    public FakeAdobe failureStatus(int status) {
        failureStatus = status;
        return this;
    }

    /** Hits with these ids (context data {@code anivia.id}) fail for ever. */
    public FakeAdobe refuseIds(String reason, String... ids) {
        for (String id : ids) {
            reasonsById.put(id, reason);
        }
        return this;
    }

    /** The next requests get {@code FAILURE} with this reason, whatever they hold. */
    public FakeAdobe nextFailure(int times, String reason) {
        return next(times, Answer.reply(failure(reason)));
    }

    /** Every hit taken so far, duplicates too, in order of arrival; empty if it does not remember. */
    public List<Hit> hits() {
        return arrivals.contents();
    }

    /** The distinct ids (context data {@code anivia.id}) taken so far. */
    public Set<String> ids() {
        return arrivals.ids();
    }

    /** How often the hit with this id was taken. */
    public int timesTaken(String id) {
        return arrivals.times(id);
    }

    /** How many hits were taken, duplicates and those without an id included. */
    public long hitCount() {
        return arrivals.count();
    }

    /** How many hits were taken whose id had been taken before. */
    public long duplicates() {
        return arrivals.duplicates();
    }

    /** The hits taken after a later one of the same visitor and report suite. Adobe would miscount their visits. */
    public List<Hit> outOfOrder() {
        Map<List<String>, Instant> latest = new HashMap<>();
        List<Hit> late = new ArrayList<>();
        for (Hit hit : arrivals.contents()) {
            Instant time = hit.timestamp();
            if (time != null) {
                List<String> key = List.of(hit.visitor(), hit.field("reportSuiteID").orElse(""));
                Instant before = latest.getOrDefault(key, Instant.MIN);
                if (time.isBefore(before)) {
                    late.add(hit);
                } else {
                    latest.put(key, time);
                }
            }
        }
        return late;
    }

    @Override
    public FakeAdobe forget() {
        arrivals.clear();
        return super.forget();
    }

    @Override
    FakeAdobe self() {
        return this;
    }

    @Override
    Arrivals<?> arrivals() {
        return arrivals;
    }

    @Override
    boolean refusesExpect() {
        return true;
    }

    @Override
    Reply answer(ReceivedRequest request) {
        if (!request.path().equals(PATH)) {
            return Reply.html(404, "404 Not Found");
        }
        if (!request.method().equals("POST")) {
            return Reply.html(405, "405 Method Not Allowed");
        }
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("text/xml")) {
            return Reply.html(415, "415 Unsupported Media Type");
        }
        try {
            return take(AdobeXml.read(request.body()));
        } catch (SAXException | DateTimeException e) {
            return failure("Syntax Error");
        }
    }

    /** @throws DateTimeException if there is a timestamp that cannot be read */
    private Reply take(Map<String, String> fields) {
        fields.values().removeIf(String::isBlank);
        if (fields.containsKey("linkType")) {
            fields.remove("pageName");
            fields.remove("pageURL");
        }
        String value = fields.get("timestamp");
        Hit hit = new Hit(fields, value == null ? null : time(value.strip()));
        String objection = objection(hit);
        if (objection != null) {
            return failure(objection);
        }
        hit.contextData("anivia.id").ifPresentOrElse(
                id -> arrivals.add(hit, id, remembers()), () -> arrivals.add(hit, remembers()));
        return xml(200, "<status>SUCCESS</status>");
    }

    private @Nullable String objection(Hit hit) {
        Set<String> has = hit.fields().keySet();
        if (!has.contains("scXmlVer") && !has.contains("sc_xml_ver")) {
            return "Syntax Error";
        }
        List<String> suites = List.of(hit.field("reportSuiteID").orElse("").split("\\s*,\\s*", -1));
        if (suites.contains("") || !reportSuites.isEmpty() && !reportSuites.containsAll(suites)) {
            return "NO account";
        }
        boolean visitor = hit.field("visitorID").filter(id -> VISITOR_ID.matcher(id).matches()).isPresent();
        if (!visitor && !has.contains("marketingCloudVisitorID") && !has.contains("IPaddress")) {
            return "NO visitorid OR ipaddress";
        }
        boolean page = has.contains("pageName") || has.contains("pageURL");
        boolean link = has.contains("linkType") && (has.contains("linkName") || has.contains("linkURL"));
        if (!page && !link) {
            return "NO pagename OR pageurl";
        }
        if (timestamps == Timestamps.REQUIRED && hit.timestamp() == null) {
            return "NO timestamp";
        }
        if (timestamps == Timestamps.REFUSED && hit.timestamp() != null) {
            return "timestamp NOT allowed";
        }
        return hit.contextData("anivia.id").map(reasonsById::get).orElse(null);
    }

    /** ISO 8601 with whole seconds and an offset of hours or hours and minutes; or epoch seconds. */
    private static Instant time(String text) {
        if (EPOCH_SECONDS.matcher(text).matches()) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        return OffsetDateTime.parse(text, WHOLE_SECONDS).toInstant();
    }

    private Reply failure(String reason) {
        return xml(failureStatus, "<status>FAILURE</status>\n<reason>" + reason + "</reason>");
    }

    /** Two roots after one declaration: what Adobe sends is no XML document. */
    private static Reply xml(int status, String content) {
        return Reply.of(status, "text/xml; charset=UTF-8",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + content + "\n");
    }
}
