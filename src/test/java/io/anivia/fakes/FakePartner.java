package io.anivia.fakes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Any partner's webhook: takes one JSON event or an array of them, by POST or PUT, on every path.
 *
 * <p>Answers 200 with {@code {"ok":true}}, 405 to other methods, 415 without a JSON content type, 400 to what is not
 * JSON. An event's id is its member {@code id}, else the header {@code X-Anivia-Id}.
 */
public final class FakePartner extends FakeHttpServer<FakePartner> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One event a partner took.
     *
     * @param body the event
     * @param request the request that brought it, perhaps with others
     */
    public record Delivery(JsonNode body, ReceivedRequest request) {

        /** The event's id. */
        public Optional<String> id() {
            return Optional.ofNullable(body.get("id")).map(JsonNode::asText)
                    .or(() -> request.header("X-Anivia-Id"));
        }
    }

    private final Arrivals<Delivery> arrivals = new Arrivals<>();
    private final Map<String, Answer> answersById = new ConcurrentHashMap<>();

    /** Requests with one of these events get this status for ever, and none of their events is taken. */
    public FakePartner statusFor(int status, String... ids) {
        return answerFor(Answer.status(status), ids);
    }

    /** Requests with one of these events get this answer for ever. */
    public FakePartner answerFor(Answer answer, String... ids) {
        for (String id : ids) {
            answersById.put(id, answer);
        }
        return this;
    }

    /** Takes back the rules of {@link #statusFor} and {@link #answerFor}. */
    public FakePartner refuseNothing() {
        answersById.clear();
        return this;
    }

    /** Every event taken so far, duplicates too, in order of arrival; empty if it does not remember. */
    public List<Delivery> deliveries() {
        return arrivals.contents();
    }

    /** The distinct ids taken so far. */
    public Set<String> ids() {
        return arrivals.ids();
    }

    /** How often the event with this id was taken. */
    public int timesDelivered(String id) {
        return arrivals.times(id);
    }

    /** How many events were taken, duplicates and those without an id included. */
    public long deliveredCount() {
        return arrivals.count();
    }

    /** How many events were taken whose id had been taken before. */
    public long duplicates() {
        return arrivals.duplicates();
    }

    @Override
    public FakePartner forget() {
        arrivals.clear();
        return super.forget();
    }

    @Override
    FakePartner self() {
        return this;
    }

    @Override
    Arrivals<?> arrivals() {
        return arrivals;
    }

    @Override
    Answer scripted(ReceivedRequest request) {
        if (!answersById.isEmpty()) {
            for (Delivery delivery : read(request)) {
                Answer ruled = delivery.id().map(answersById::get).orElse(null);
                if (ruled != null) {
                    return ruled;
                }
            }
        }
        return super.scripted(request);
    }

    @Override
    Reply answer(ReceivedRequest request) {
        if (!request.method().equals("POST") && !request.method().equals("PUT")) {
            return Reply.plain(405, "POST or PUT");
        }
        if (!request.header("Content-Type").orElse("").contains("json")) {
            return Reply.plain(415, "JSON only");
        }
        List<Delivery> deliveries = read(request);
        if (deliveries.isEmpty()) {
            return Reply.json(400, "{\"error\":\"not JSON\"}");
        }
        for (Delivery one : deliveries) {
            one.id().ifPresentOrElse(id -> arrivals.add(one, id, remembers()), () -> arrivals.add(one, remembers()));
        }
        return Reply.json(200, "{\"ok\":true}");
    }

    /** The events of a request; none if it is not JSON. */
    private static List<Delivery> read(ReceivedRequest request) {
        JsonNode body;
        try {
            body = MAPPER.readTree(request.body());
        } catch (IOException notJson) {
            return List.of();
        }
        List<Delivery> deliveries = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(event -> deliveries.add(new Delivery(event, request)));
        } else if (body.isObject()) {
            deliveries.add(new Delivery(body, request));
        }
        return deliveries;
    }
}
