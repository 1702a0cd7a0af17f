package io.anivia.destination.splunk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of one channel that an indexer has taken and not yet acknowledged, by the ids it gave them.
 *
 * <p>Each indexer counts the requests of a channel from 0. Behind a load balancer that changes the indexer, an id may
 * therefore stand for two requests, and an acknowledgement of the one must not be taken for the other. So nothing is
 * sent over a channel any more, once it may have met a second indexer; and a request whose id may have been given twice
 * is doubtful, and sent again. Not thread-safe.
 */
final class PendingAcks {

    /** @param overdueAt on the clock of {@link System#nanoTime} */
    record Pending(IndexAcknowledgement promise, long overdueAt) {
    }

    private static final long FIRST_ID = 0;

    /** The oldest first. */
    private final Map<Long, Pending> byId = new LinkedHashMap<>();
    private long highest = -1;
    private boolean ended;

    /**
     * An indexer has taken a request.
     *
     * @return the request that had the same id; then neither of the two is pending
     */
    Optional<Pending> taken(long id, Pending request) {
        // One indexer counts upwards, and the requests of a channel are sent one after the other.
        ended |= id <= highest;
        highest = Math.max(highest, id);
        Pending namesake = byId.remove(id);
        if (namesake == null) {
            byId.put(id, request);
        }
        return Optional.ofNullable(namesake);
    }

    /**
     * A request may have been taken, but no id came back. If it met a second indexer, that gave it the first id.
     *
     * @return the request that has that id, too; it is not pending any more
     */
    Optional<Pending> lost() {
        ended = true;
        return Optional.ofNullable(byId.remove(FIRST_ID));
    }

    /** Takes out those of the requests that are pending. */
    List<Pending> acknowledged(Collection<Long> ids) {
        List<Pending> requests = new ArrayList<>();
        for (Long id : ids) {
            Pending request = byId.remove(id);
            if (request != null) {
                requests.add(request);
            }
        }
        return requests;
    }

    /** Takes out the requests that have waited long enough; {@code now} is on the same clock as theirs. */
    List<Pending> overdue(long now) {
        List<Pending> requests = new ArrayList<>();
        Iterator<Pending> oldestFirst = byId.values().iterator();
        while (oldestFirst.hasNext()) {
            Pending request = oldestFirst.next();
            if (request.overdueAt() - now > 0) {
                break;
            }
            requests.add(request);
            oldestFirst.remove();
        }
        return requests;
    }

    /** Takes out all requests; there will be no more. */
    List<Pending> end() {
        ended = true;
        List<Pending> requests = List.copyOf(byId.values());
        byId.clear();
        return requests;
    }

    /** Whether no more may be sent over this channel. */
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
