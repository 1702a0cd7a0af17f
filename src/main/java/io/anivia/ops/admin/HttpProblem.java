package io.anivia.ops.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;

/** An error response as a problem document (RFC 9457). Its detail names what is wrong and the way out. */
public final class HttpProblem extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonObject body;

    public HttpProblem(int status, String detail) {
        this(status, detail, new JsonObject());
    }

    /** @param extensions further members of the document */
    public HttpProblem(int status, String detail, JsonObject extensions) {
        super(detail, null, false, false);
        this.status = status;
        this.body = new JsonObject().put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .mergeIn(extensions);
    }

    public int status() {
        return status;
    }

    public JsonObject body() {
        return body;
    }
}
