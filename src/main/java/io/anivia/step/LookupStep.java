package io.anivia.step;

import java.util.Map;

import io.anivia.contract.FieldExpression;
import org.jspecify.annotations.Nullable;

/** Puts values of a table's row into events. Thread-safe. */
final class LookupStep implements EventStep {

    private final LookupFile file;
    private final FieldExpression by;
    /** Columns by where their values go. */
    private final Map<StepPath, String> set;
    /** Of all columns; {@code null}: nowhere. */
    private final @Nullable MemberAdder into;
    private final MissingRow missing;

    /**
     * What is done where the table has no row for an event.
     *
     * @param key      of the row that is used then; {@code null}: none
     * @param isFailure whether the step fails if there is none, either
     */
    record MissingRow(@Nullable String key, boolean isFailure) {
    }

    LookupStep(LookupFile file, FieldExpression by, Map<StepPath, String> set, @Nullable MemberAdder into,
            MissingRow missing) {
        this.file = file;
        this.by = by;
        this.set = set;
        this.into = into;
        this.missing = missing;
    }

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) throws StepException {
        LookupTable table = file.table();
        String key = by.in(event, String::strip).orElse(null);
        Map<String, Object> row = key == null ? null : table.row(key);
        if (row == null && missing.key() != null) {
            row = table.row(missing.key());
        }
        if (row == null) {
            if (missing.isFailure()) {
                throw new StepException(key == null ? "the event has no key for the table"
                        : "the table has no row for the key of the event");
            }
            return event;
        }
        EventEdit edit = new EventEdit(event);
        for (Map.Entry<StepPath, String> member : set.entrySet()) {
            Object value = row.get(member.getValue());
            if (value != null) {
                edit.set(member.getKey(), value);
            }
        }
        return into == null ? edit.event() : into.add(edit.event(), row);
    }
}
