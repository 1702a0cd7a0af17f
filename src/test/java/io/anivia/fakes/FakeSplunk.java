package io.anivia.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A Splunk HTTP Event Collector that refuses what Splunk refuses.
 *
 * <p>Knows the token {@value #TOKEN} and every index by default. The script ({@link #next}, {@link #always})
 * concerns deliveries: the event and raw endpoints; acknowledgement and health have their own switches.
 */
public final class FakeSplunk extends FakeHttpServer<FakeSplunk> {

    /** Known and enabled from the start. */
    public static final String TOKEN = "11111111-2222-3333-4444-555555555555";

    private static final String COLLECTOR = "/services/collector";
    private static final Set<String> EVENT_PATHS =
            Set.of(COLLECTOR, COLLECTOR + "/event", COLLECTOR + "/event/1.0");
    private static final Set<String> RAW_PATHS = Set.of(COLLECTOR + "/raw", COLLECTOR + "/raw/1.0");
    private static final String ACK_PATH = COLLECTOR + "/ack";
    private static final Set<String> HEALTH_PATHS = Set.of(COLLECTOR + "/health", COLLECTOR + "/health/1.0");

    private final HecTokens tokens = new HecTokens();
    private final HecRules rules = new HecRules();
    private final HecAcknowledgement acknowledgement = new HecAcknowledgement();
    private final Script ackScript = new Script();
    private final Arrivals<IndexedEvent> index = new Arrivals<>();
    private final AtomicInteger toLose = new AtomicInteger();

    private volatile int maxRequestBytes = 1_000_000;
    private volatile int maxEventBytes = 5_000_000;
    private volatile boolean indexesBeforeInvalid;
    private volatile boolean tellsPosition = true;
    private volatile HecCode health = HecCode.HEALTHY;

    public FakeSplunk() {
        tokens.enable(TOKEN);
    }

    /** Knows one more token, or enables it again. */
    public FakeSplunk token(String token) {
        tokens.enable(token);
        return this;
    }

    /** Requests with this token get code 1. */
    public FakeSplunk disableToken(String token) {
        tokens.disable(token);
        return this;
    }

    /** Requests with this token get code 4. */
    public FakeSplunk removeToken(String token) {
        tokens.remove(token);
        return this;
    }

    /** Whether {@code ?token=} is accepted; refused with code 16 by default, as in Splunk. */
    public FakeSplunk tokenInQuery(boolean yes) {
        tokens.allowInQuery(yes);
        return this;
    }

    /** The only indexes there are; an event for another gets code 7. None: every index exists. */
    public FakeSplunk indexes(String... names) {
        rules.indexes(names);
        return this;
    }

    /** The largest request, as sent and as unpacked (1,000,000 by default); more is 413 with an HTML body. */
    public FakeSplunk maxRequestBytes(int bytes) {
        maxRequestBytes = bytes;
        return this;
    }

    /** The largest envelope (5,000,000 by default); more is code 6. */
    public FakeSplunk maxEventBytes(int bytes) {
        maxEventBytes = bytes;
        return this;
    }

    /**
     * Whether the events before an invalid one are indexed although the request is refused. Splunk's documentation
     * does not say, so a sender must be right under both; not indexed by default.
     */
    public FakeSplunk indexBeforeInvalid(boolean yes) {
        indexesBeforeInvalid = yes;
        return this;
    }

    /** Whether refusals name the culprit by {@code invalid-event-number}; they do by default. */
    public FakeSplunk tellInvalidEventNumber(boolean yes) {
        tellsPosition = yes;
        return this;
    }

    /** Events with these ids ({@code fields.id}) are refused with this code for ever. */
    public FakeSplunk refuseIds(int code, String... ids) {
        Set<String> culprits = Set.of(ids);
        return refuse(code, event -> event.id().map(culprits::contains).orElse(false));
    }

    /** Events of which this is true are refused with this code for ever. */
    public FakeSplunk refuse(int code, Predicate<IndexedEvent> concerns) {
        rules.add(HecCode.of(code), concerns);
        return this;
    }

    /** Takes back every {@link #refuse} and {@link #refuseIds}. */
    public FakeSplunk refuseNothing() {
        rules.clear();
        return this;
    }

    /** The next deliveries get this code. 24 and 25 are successes: the events are indexed. */
    public FakeSplunk nextCode(int times, int code) {
        return next(times, HecCode.of(code).answer());
    }

    /** The next deliveries get this code and {@code Retry-After} in seconds. */
    public FakeSplunk nextCode(int times, int code, Duration retryAfter) {
        return next(times, HecCode.of(code).answer().retryAfter(retryAfter));
    }

    /** Every delivery gets this code until {@link #heal}. */
    public FakeSplunk alwaysCode(int code) {
        return always(HecCode.of(code).answer());
    }

    /** Whether indexer acknowledgement is on: channels are required and replies carry {@code ackId}. Off at first. */
    public FakeSplunk acknowledge(boolean yes) {
        acknowledgement.on(yes);
        return this;
    }

    /** How long after a request its id becomes true (at once by default). Concerns the requests from now on. */
    public FakeSplunk ackAfter(Duration delay) {
        acknowledgement.delay(delay);
        return this;
    }

    /** The requests from now on are indexed but never acknowledged, until {@link #ackAfter}. */
    public FakeSplunk ackNever() {
        acknowledgement.delay(null);
        return this;
    }

    /** The next requests are answered 200, then lost by the indexer: not indexed, and never acknowledged. */
    public FakeSplunk loseNext(int times) {
        toLose.addAndGet(times);
        return this;
    }

    /** Every acknowledgement id given out so far becomes unknown, as when indexers restart. */
    public FakeSplunk forgetAcks() {
        acknowledgement.acks().forget();
        return this;
    }

    /**
     * Stands behind a load balancer with sticky cookies: a request without the cookie goes to a new indexer, and only
     * with the cookie of the indexer that gave an id does a question about it find the answer. Off by default.
     */
    public FakeSplunk stickyCookies(boolean yes) {
        acknowledgement.sticky(yes);
        return this;
    }

    /** Queues answers for the next requests to the acknowledgement endpoint. */
    public FakeSplunk nextAck(int times, Answer answer) {
        ackScript.next(times, answer);
        return this;
    }

    /** What the health endpoint says: 17 at first, or one of 18, 19, 20, 23. */
    public FakeSplunk health(int code) {
        health = HecCode.of(code);
        return this;
    }

    /** Every event indexed so far, duplicates too, in order of arrival; empty if it does not remember. */
    public List<IndexedEvent> indexed() {
        return index.contents();
    }

    /** The distinct {@code fields.id} indexed so far. */
    public Set<String> ids() {
        return index.ids();
    }

    /** How often the event with this id was indexed. */
    public int timesIndexed(String id) {
        return index.times(id);
    }

    /** How many events were indexed, duplicates and those without an id included. */
    public long indexedCount() {
        return index.count();
    }

    /** How many events were indexed whose id had been indexed before. */
    public long duplicates() {
        return index.duplicates();
    }

    /** How many acknowledgement ids were given out and not yet answered with {@code true}. */
    public long acksOutstanding() {
        return acknowledgement.acks().outstanding();
    }

    @Override
    public FakeSplunk forget() {
        index.clear();
        return super.forget();
    }

    @Override
    FakeSplunk self() {
        return this;
    }

    @Override
    Arrivals<?> arrivals() {
        return index;
    }

    @Override
    Answer scripted(ReceivedRequest request) {
        if (EVENT_PATHS.contains(request.path()) || RAW_PATHS.contains(request.path())) {
            return super.scripted(request);
        }
        return request.path().equals(ACK_PATH) ? ackScript.take() : Answer.usual();
    }

    @Override
    Reply answer(ReceivedRequest request) {
        boolean raw = RAW_PATHS.contains(request.path());
        boolean ack = request.path().equals(ACK_PATH);
        if (HEALTH_PATHS.contains(request.path())) {
            return request.method().equals("GET") ? health.reply() : notAllowed();
        }
        if (!raw && !ack && !EVENT_PATHS.contains(request.path())) {
            return Reply.json(404, "{\"text\":\"The requested URL was not found on this server.\",\"code\":404}");
        }
        if (!request.method().equals("POST")) {
            return notAllowed();
        }
        try {
            String token = tokens.check(request);
            return ack ? acknowledgement.answer(request) : take(request, token, raw);
        } catch (HecRefusal refusal) {
            return refusal.reply();
        }
    }

    private static Reply notAllowed() {
        return Reply.json(405, "{\"text\":\"The requested method is not allowed on this URL.\",\"code\":405}");
    }

    private Reply take(ReceivedRequest request, String token, boolean raw) throws HecRefusal {
        byte[] body = HecBody.decode(request, maxRequestBytes);
        String channel = acknowledgement.channelOf(request);
        HecEnvelopes.Batch batch = raw
                ? HecEnvelopes.readLines(new String(body, UTF_8), token)
                : HecEnvelopes.read(body, token, maxEventBytes);
        List<IndexedEvent> events = batch.events();
        int sound = 0;
        HecCode wrong = null;
        while (sound < events.size() && wrong == null) {
            wrong = rules.objection(events.get(sound));
            sound += wrong == null ? 1 : 0;
        }
        wrong = wrong == null ? batch.refusal() : wrong;
        if (wrong != null) {
            if (indexesBeforeInvalid) {
                index(events.subList(0, sound));
            }
            return tellsPosition && wrong != HecCode.NO_DATA ? wrong.reply(sound) : wrong.reply();
        }
        return accept(request, events, channel);
    }

    private Reply accept(ReceivedRequest request, List<IndexedEvent> events, @Nullable String channel) {
        boolean lost = toLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        if (!lost) {
            index(events);
        }
        return acknowledgement.accepted(request, channel, lost);
    }

    private void index(List<IndexedEvent> events) {
        for (IndexedEvent event : events) {
            event.id().ifPresentOrElse(id -> index.add(event, id, remembers()), () -> index.add(event, remembers()));
        }
    }
}
