package io.anivia.ops.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import io.vertx.core.http.HttpMethod;

/** Collects what the admin API answers. For one thread. */
public final class AdminPaths {

    /** @param path below {@code /admin}; segments that begin with a colon stand for any text */
    record AdminPath(String path, HttpMethod method, AdminRole role, AdminCall call) {
    }

    private final List<AdminPath> all = new ArrayList<>();

    AdminPaths() {
    }

    /**
     * Adds a call.
     *
     * @param path below {@code /admin}, such as {@code /fleet/destinations/:name}
     * @param role what the caller needs; {@code operate} and {@code values} make an audit line
     */
    public void on(String path, HttpMethod method, AdminRole role, AdminCall call) {
        all.add(new AdminPath(path, method, role, call));
    }

    List<AdminPath> all() {
        return List.copyOf(all);
    }

    /** The methods of each path, joined by commas. */
    String methodsOf(String path) {
        SortedSet<String> methods = new TreeSet<>();
        all.stream().filter(each -> each.path().equals(path)).forEach(each -> methods.add(each.method().name()));
        return String.join(", ", methods);
    }
}
