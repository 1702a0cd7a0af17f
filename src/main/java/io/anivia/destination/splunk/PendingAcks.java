package io.anivia.destination.splunk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The unacknowledged requests of one channel, by the ids that an indexer gave them. Not thread-safe.
 *
 * <p>Each indexer counts the requests of a channel from 0. Behind a load balancer that changes the indexer, an id may
 * therefore stand for two requests, and the acknowledgement of one must not be taken for the other's. So a channel ends
 * when it may have met a second indexer: nothing more is sent over it. A request whose id may have been given twice is
 * no longer pending, and is sent again.
 */
final class PendingAcks {

    private static final long FIRST_ID = 0;

    /** The oldest first. */
    private final Map<Long, PendingAck> byId = new LinkedHashMap<>();
    private long highestId = -1;
    private boolean ended;

    /**
     * Adds a request that an indexer has accepted.
     *
     * @return the request that had the same id; then neither of the two is pending
     */
    Optional<PendingAck> add(long id, PendingAck request) {
        // One indexer counts upwards, and the requests of a channel are sent one after the other.
        ended |= id <= highestId;
        highestId = Math.max(highestId, id);
        PendingAck sameId = byId.remove(id);
        if (sameId == null) {
            byId.put(id, request);
        }
        return Optional.ofNullable(sameId);
    }

    /**
     * Ends the channel after a request that may have been accepted, but whose id did not come back. A second indexer
     * would have given it the first id.
     *
     * @return the request that has the first id, too; it is no longer pending
     */
    Optional<PendingAck> idLost() {
        ended = true;
        return Optional.ofNullable(byId.remove(FIRST_ID));
    }

    /** Removes the pending requests with these ids; other ids are ignored. */
    List<PendingAck> remove(Collection<Long> ids) {
        List<PendingAck> requests = new ArrayList<>();
        for (Long id : ids) {
            PendingAck request = byId.remove(id);
            if (request != null) {
                requests.add(request);
            }
        }
        return requests;
    }

    /** Removes the requests that are overdue; {@code now} is on the same clock as theirs. */
    List<PendingAck> removeOverdue(long now) {
        List<PendingAck> requests = new ArrayList<>();
        Iterator<PendingAck> oldestFirst = byId.values().iterator();
        while (oldestFirst.hasNext()) {
            PendingAck request = oldestFirst.next();
            if (request.overdueAt() - now > 0) {
                break;
            }
            requests.add(request);
            oldestFirst.remove();
        }
        return requests;
    }

    /** Removes all requests and ends the channel. */
    List<PendingAck> end() {
        ended = true;
        List<PendingAck> requests = List.copyOf(byId.values());
        byId.clear();
        return requests;
    }

    /** Whether nothing more may be sent over this channel. */
    boolean hasEnded() {
        return ended;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    List<Long> ids() {
        return List.copyOf(byId.keySet());
    }
}
