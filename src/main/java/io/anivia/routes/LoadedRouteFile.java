package io.anivia.routes;

import java.util.Set;

/**
 * A file that runs.
 *
 * @param text what it held when it was read
 * @param routes the ids of its routes
 * @param templates the ids of the route templates that it defines, for routes of its own and of files behind it
 */
public record LoadedRouteFile(RouteFileText text, Set<String> routes, Set<String> templates) {
}
