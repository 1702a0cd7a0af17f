package io.anivia.ops.reload;

import java.util.List;

/** Files are not reloaded; what ran before runs. */
public final class ReloadRefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean isBusy;
    private final transient List<String> problems;

    private ReloadRefusedException(boolean isBusy, String message, List<String> problems) {
        super(message, null, false, false);
        this.isBusy = isBusy;
        this.problems = problems;
    }

    static ReloadRefusedException busy(String message) {
        return new ReloadRefusedException(true, message, List.of());
    }

    static ReloadRefusedException invalid(List<String> problems) {
        return new ReloadRefusedException(false, "the files are not reloaded, what ran before goes on: "
                + problems.get(0) + (problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more"),
                problems);
    }

    /** Whether the same call may succeed in a moment. */
    public boolean isBusy() {
        return isBusy;
    }

    /** Each {@code file:line:column: what; what instead}. */
    public List<String> problems() {
        return problems;
    }
}
