package io.anivia.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.impl.Scope;

/**
 * The variables of one run of a template. All that can make a run long goes through it: calls of functions, and uses of
 * variables, without which loops within loops have no more to do than the event has members. For one thread.
 */
final class MappingScope extends Scope {

    /** How deep functions may call each other: what they need of the stack of a thread of Camel is a part of it. */
    private static final int MAX_DEPTH = 500;

    private final MappingBudget budget;
    private int depth;

    MappingScope(int stackFrameSize, MappingBudget budget) {
        super(stackFrameSize);
        this.budget = budget;
    }

    @Override
    public void enterFunction(int stackFrameSize) {
        budget.spend();
        if (++depth > MAX_DEPTH) {
            throw new MappingLimitException("its functions call each other more than " + MAX_DEPTH + " deep");
        }
        super.enterFunction(stackFrameSize);
    }

    @Override
    public void leaveFunction() {
        depth--;
        super.leaveFunction();
    }

    @Override
    public JsonNode getValue(int slot) {
        budget.spend();
        return super.getValue(slot);
    }

    /** A text or a list that doubles with each call is noticed before it fills the memory. */
    @Override
    public void setValue(int slot, JsonNode value) {
        budget.spend();
        budget.requireSize(value.isTextual() ? value.textValue().length() : value.size());
        super.setValue(slot, value);
    }
}
