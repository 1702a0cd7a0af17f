package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.anivia.contract.EventJson;
import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * A member of an object that has events, or leads to some, and the members beside it, which are context of each of
 * them: a part that is rejected takes them along, so that a replay reads it as it would have been read. Each object of a
 * payload has its own, and two are never equal. Not thread-safe.
 */
final class EventArray {

    private final String name;
    private final Map<String, @Nullable Object> beside;
    private final @Nullable EventArray outer;
    private final boolean isNeeded;
    private byte @Nullable [] context;

    /**
     * @param beside  the members of the object; they are complete when the record has been read
     * @param outer   the member that the object stands in; {@code null} if it is a record
     * @param isNeeded whether what stands here is read in another way where events stand: it leads to events, or gets a
     *                 type
     */
    EventArray(String name, Map<String, @Nullable Object> beside, @Nullable EventArray outer, boolean isNeeded) {
        this.name = name;
        this.beside = beside;
        this.outer = outer;
        this.isNeeded = isNeeded;
    }

    /**
     * Writes down what is beside it, and further out, once: reading events takes members away that are not to travel
     * on.
     *
     * @param keys where write keys are, which go no further
     */
    void keepContext(List<FieldPath> keys) {
        for (EventArray each = this; each != null && each.context == null; each = each.outer) {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>(each.beside);
            keys.forEach(path -> path.removeFrom(kept));
            each.context = kept.isEmpty() ? new byte[0] : json(kept);
        }
    }

    /** Whether a part that stood here would be read in another way without what is kept of what is around it. */
    boolean hasContext() {
        return isNeeded || outer != null || (context != null && context.length > 0);
    }

    /** The member of the record that leads here. */
    EventArray outermost() {
        return outer == null ? this : outer.outermost();
    }

    /**
     * A record that has these parts alone, each where it stood, with what is around it. Each object on the way is there
     * once, so that it is no larger than the record was.
     *
     * @param parts that stood in members with one {@link #outermost}; not empty
     */
    static byte[] record(List<RejectedPart> parts) {
        Node root = new Node();
        for (RejectedPart part : parts) {
            EventArray array = part.array();
            if (array == null) {
                throw new IllegalArgumentException("a part without context is no part of a record");
            }
            root.of(array).content.add(record -> record.writeBytes(part.body()));
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        root.content.get(0).accept(record);
        return record.toByteArray();
    }

    /** What is to be written of a member, in the order of the payload. */
    private static final class Node {

        private final List<Consumer<ByteArrayOutputStream>> content = new ArrayList<>();
        private final Map<EventArray, Node> inner = new HashMap<>();

        Node of(EventArray array) {
            Node parent = array.outer == null ? this : of(array.outer);
            return parent.inner.computeIfAbsent(array, first -> {
                Node node = new Node();
                parent.content.add(record -> array.write(node, record));
                return node;
            });
        }
    }

    /** The object with this member, and what is beside it. */
    private void write(Node node, ByteArrayOutputStream out) {
        byte[] empty = json(Map.of(name, List.of()));
        out.write(empty, 0, empty.length - "]}".length());
        for (int at = 0; at < node.content.size(); at++) {
            if (at > 0) {
                out.write(',');
            }
            node.content.get(at).accept(out);
        }
        out.write(']');
        if (context != null && context.length > 0) {
            out.write(',');
            out.write(context, 1, context.length - 1);
        } else {
            out.write('}');
        }
    }

    private static byte[] json(Map<String, ?> object) {
        try {
            return EventJson.write(object);
        } catch (IOException e) {
            throw new UncheckedIOException("what was JSON has JSON", e);
        }
    }
}
