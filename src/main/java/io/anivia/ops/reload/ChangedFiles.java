package io.anivia.ops.reload;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.anivia.routes.LoadedRouteFile;
import io.anivia.routes.RouteFileChanges;
import io.anivia.routes.RouteFileText;
import io.anivia.routes.RouteFiles;

/** Files of one kind, and how they differ from those that run. */
record ChangedFiles(RouteFiles files, RouteFileChanges changes) {

    /** @throws io.anivia.routes.InvalidRouteFileException if they cannot be read */
    static ChangedFiles of(RouteFiles files) {
        return new ChangedFiles(files, RouteFileChanges.between(files.loaded(), files.read()));
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Files whose routes are to be started, in the order of their names: templates are in front of their uses. */
    List<RouteFileText> toLoad() {
        return Stream.concat(changes.added().stream(), changes.changed().stream())
                .sorted(Comparator.comparing(RouteFileText::file)).toList();
    }

    /** Files whose routes are to be stopped. */
    List<LoadedRouteFile> toUnload() {
        Set<Path> changed = new HashSet<>();
        changes.changed().forEach(text -> changed.add(text.file()));
        return Stream.concat(changes.removed().stream(),
                files.loaded().stream().filter(file -> changed.contains(file.text().file()))).toList();
    }
}
