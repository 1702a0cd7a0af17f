package io.anivia.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the files of a directory differ from those that run. Pure.
 *
 * @param added   not among those that run
 * @param changed new texts of files that run, and files that use a template that one of the others defines
 * @param removed run, and are no longer there
 * @param unchanged run as they are
 */
public record RouteFileChanges(List<RouteFileText> added, List<RouteFileText> changed, List<LoadedRouteFile> removed,
        List<LoadedRouteFile> unchanged) {

    /**
     * Compares.
     *
     * @param running in the order in which they were read
     * @param found   in the order of their names
     */
    public static RouteFileChanges between(List<LoadedRouteFile> running, List<RouteFileText> found) {
        Map<Path, LoadedRouteFile> missing = new HashMap<>();
        running.forEach(file -> missing.put(file.text().file(), file));
        List<RouteFileText> added = new ArrayList<>();
        List<RouteFileText> changed = new ArrayList<>();
        List<LoadedRouteFile> removed = new ArrayList<>();
        List<LoadedRouteFile> unchanged = new ArrayList<>();
        Set<String> templates = new HashSet<>();
        List<RouteFileText> same = new ArrayList<>();
        for (RouteFileText text : found) {
            LoadedRouteFile before = missing.get(text.file());
            if (before == null) {
                added.add(text);
            } else if (before.text().fingerprint().equals(text.fingerprint())) {
                same.add(text);
            } else {
                changed.add(text);
                templates.addAll(before.templates());
            }
        }
        Set<Path> there = new HashSet<>();
        found.forEach(text -> there.add(text.file()));
        running.stream().filter(file -> !there.contains(file.text().file())).forEach(file -> {
            removed.add(file);
            templates.addAll(file.templates());
        });
        for (RouteFileText text : same) {
            if (usesOneOf(templates, text.text())) {
                changed.add(text);
            } else {
                unchanged.add(missing.getOrDefault(text.file(), new LoadedRouteFile(text, Set.of(), Set.of())));
            }
        }
        return new RouteFileChanges(added, changed, removed, unchanged);
    }

    private static boolean usesOneOf(Set<String> templates, String text) {
        return templates.stream().anyMatch(template -> Pattern.compile(
                "routeTemplateRef[\"']?\\s*:\\s*[\"']?" + Pattern.quote(template) + "[\"']?\\s*(#|,|}|$)",
                Pattern.MULTILINE).matcher(text).find());
    }

    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }
}
