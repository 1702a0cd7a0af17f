package io.anivia.fakes;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Indexer acknowledgement over HTTP: channels, sticky cookies, and the endpoint that is polled. Thread-safe. */
final class HecAcknowledgement {

    private static final String NODE_COOKIE = "HEC-NODE";
    private static final String ONLY_NODE = "";
    /** Where a load balancer sends a question without a cookie: an indexer that never gave an id. */
    private static final String STRANGER = "indexer0";

    private final HecAcks acks = new HecAcks();
    private final AtomicInteger nodeCount = new AtomicInteger();
    private volatile boolean on;
    private volatile boolean sticky;
    private volatile @Nullable Duration delay = Duration.ZERO;

    void on(boolean yes) {
        on = yes;
    }

    void sticky(boolean yes) {
        sticky = yes;
    }

    /** @param later {@code null} is never */
    void delay(@Nullable Duration later) {
        delay = later;
    }

    HecAcks acks() {
        return acks;
    }

    /** The channel of a delivery; {@code null} if acknowledgement is off and none is needed. */
    @Nullable String channelOf(ReceivedRequest delivery) throws HecRefusal {
        return on ? channel(delivery) : null;
    }

    /** Says that a delivery was taken, with an id if its channel is known. */
    Reply accepted(ReceivedRequest delivery, @Nullable String channel, boolean lost) {
        if (channel == null) {
            return HecCode.SUCCESS.reply();
        }
        Optional<String> known = delivery.cookie(NODE_COOKIE);
        String node = sticky ? known.orElseGet(() -> "indexer" + nodeCount.incrementAndGet()) : ONLY_NODE;
        Reply reply = HecCode.SUCCESS.replyWithAck(acks.give(node, channel, lost ? null : delay));
        return sticky && known.isEmpty() ? reply.with("Set-Cookie", NODE_COOKIE + "=" + node + "; Path=/") : reply;
    }

    /** Answers a poll for ids. */
    Reply answer(ReceivedRequest poll) throws HecRefusal {
        if (!on) {
            throw new HecRefusal(HecCode.ACK_DISABLED);
        }
        String channel = channel(poll);
        String node = sticky ? poll.cookie(NODE_COOKIE).orElse(STRANGER) : ONLY_NODE;
        ObjectNode indexed = HecEnvelopes.mapper().createObjectNode();
        for (JsonNode id : polledIds(poll)) {
            indexed.put(id.asText(), acks.ask(node, channel, id.longValue()));
        }
        return Reply.json(200, HecEnvelopes.mapper().createObjectNode().set("acks", indexed).toString());
    }

    private static JsonNode polledIds(ReceivedRequest poll) throws HecRefusal {
        JsonNode ids;
        try {
            ids = HecEnvelopes.mapper().readTree(poll.body()).path("acks");
        } catch (IOException notJson) {
            throw new HecRefusal(HecCode.INVALID_DATA_FORMAT);
        }
        if (!ids.isArray()) {
            throw new HecRefusal(HecCode.INVALID_DATA_FORMAT);
        }
        for (JsonNode id : ids) {
            if (!id.isIntegralNumber()) {
                throw new HecRefusal(HecCode.INVALID_DATA_FORMAT);
            }
        }
        return ids;
    }

    private static String channel(ReceivedRequest request) throws HecRefusal {
        String channel = request.header("X-Splunk-Request-Channel").or(() -> request.parameter("channel"))
                .orElseThrow(() -> new HecRefusal(HecCode.CHANNEL_MISSING));
        try {
            return UUID.fromString(channel).toString();
        } catch (IllegalArgumentException notGuid) {
            throw new HecRefusal(HecCode.INVALID_CHANNEL);
        }
    }
}
