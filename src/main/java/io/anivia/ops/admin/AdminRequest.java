package io.anivia.ops.admin;

import java.util.List;
import java.util.Objects;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call of the admin API by an authenticated caller. */
public final class AdminRequest {

    static final long MAX_BODY_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(AdminRequest.class);

    private final RoutingContext routing;
    private final AdminCaller caller;
    private boolean isAudited;
    private @Nullable String selection;
    private @Nullable Long count;

    /** @param isAudited whether an audit line is due in any case */
    AdminRequest(RoutingContext routing, AdminCaller caller, boolean isAudited) {
        this.routing = routing;
        this.caller = caller;
        this.isAudited = isAudited;
    }

    public AdminCaller caller() {
        return caller;
    }

    /** The segment of the path that stands where the colon and this name do. */
    public String segment(String name) {
        return Objects.requireNonNull(routing.pathParam(name));
    }

    /**
     * A parameter of the query; {@code null} if it is not given.
     *
     * @throws HttpProblem 400 if it is given more than once
     */
    public @Nullable String parameter(String name) {
        List<String> given = parameters(name);
        if (given.size() > 1) {
            throw new HttpProblem(400, "\"" + name + "\" is given " + given.size() + " times: send it once");
        }
        return given.isEmpty() ? null : given.get(0);
    }

    /** All parameters of the query by this name. */
    public List<String> parameters(String name) {
        return routing.queryParam(name);
    }

    /**
     * A number in the query.
     *
     * @throws HttpProblem 400 if it is no whole number from 1 to {@code most}
     */
    public int number(String name, int usual, int most) {
        return number(parameter(name), name, usual, most);
    }

    /** The same for a number that is given in the body, say; {@code null}: the usual one. */
    public static int number(@Nullable String given, String name, int usual, int most) {
        try {
            int number = given == null ? usual : Integer.parseInt(given);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            LOG.debug("Not a number", e);
        }
        throw new HttpProblem(400, "\"" + name + "\" is a whole number from 1 to " + most + ", not '" + given + "'");
    }

    /** @throws HttpProblem 400 if the body is no JSON object */
    public JsonObject body() {
        // Quarkus may have read it before, with a limit of its own.
        if (routing.body().length() > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        try {
            JsonObject body = routing.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("Not a JSON object", e);
        }
        throw new HttpProblem(400, "the body must be a JSON object");
    }

    /** The body, or an empty object if there is none. */
    public JsonObject bodyIfAny() {
        return routing.body().length() <= 0 ? new JsonObject() : body();
    }

    static HttpProblem tooLarge() {
        return new HttpProblem(413,
                "the request is larger than " + MAX_BODY_BYTES + " bytes: send fewer ids at a time");
    }

    public HttpServerResponse response() {
        return routing.response();
    }

    /**
     * To be called before values of payloads are shown by a call that need not show them; makes an audit line.
     *
     * @throws HttpProblem 403 unless the caller has the role {@code values}
     */
    public void requireValues() {
        isAudited = true;
        caller.require(AdminRole.VALUES);
    }

    /**
     * What the audit line says of this call, besides its path.
     *
     * @param selected in the words of the request; no payload
     * @param number how many it affects or shows
     */
    public void audit(String selected, long number) {
        isAudited = true;
        selection = selected;
        count = number;
    }

    /** Below {@code /admin}. */
    String path() {
        return routing.normalizedPath().substring(AdminApi.ROOT.length());
    }

    /** That the path names. */
    @Nullable String destination() {
        return path().contains("/destinations/") ? routing.pathParam("name") : null;
    }

    boolean isAudited() {
        return isAudited;
    }

    @Nullable String selection() {
        return selection;
    }

    @Nullable Long count() {
        return count;
    }

    RoutingContext routing() {
        return routing;
    }
}
