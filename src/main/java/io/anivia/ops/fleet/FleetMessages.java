package io.anivia.ops.fleet;

import java.nio.charset.StandardCharsets;

import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The messages between processes as JSON: {@code {"v":1,"operation":…,"arguments":{…},"from":…}}, and the answer
 * {@code {"v":1,"process":{…},"result":{…}}}, or {@code "problem":{"status":…,"detail":…}} for the result. Further members
 * are passed over, so that a later version may add some; one that changes what is there takes another {@code v}.
 */
final class FleetMessages {

    static final int VERSION = 1;
    static final int MAX_BYTES = 1 << 20;

    record FleetQuestion(String operation, JsonObject arguments, String from) {
    }

    /** Not a message of this version. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String why) {
            super(why, null, false, false);
        }
    }

    private FleetMessages() {
    }

    static byte[] question(String operation, JsonObject arguments, String from) {
        return bytes(new JsonObject().put("operation", operation).put("arguments", arguments).put("from", from));
    }

    static byte[] answer(JsonObject process, JsonObject result) {
        byte[] answer = bytes(new JsonObject().put("process", process).put("result", result));
        return answer.length <= MAX_BYTES ? answer : problem(process,
                new HttpProblem(500, "the answer is larger than " + MAX_BYTES + " bytes"));
    }

    static byte[] problem(JsonObject process, HttpProblem problem) {
        return bytes(new JsonObject().put("process", process).put("problem", new JsonObject()
                .put("status", problem.status()).put("detail", problem.getMessage())));
    }

    private static byte[] bytes(JsonObject message) {
        return message.put("v", VERSION).encode().getBytes(StandardCharsets.UTF_8);
    }

    static FleetQuestion readQuestion(byte[] body) throws UnreadableException {
        JsonObject message = read(body);
        return new FleetQuestion(text(message, "operation"), object(message, "arguments"), text(message, "from"));
    }

    /** @return with {@code process}, its {@code id}, and {@code result} or {@code problem} as they ought to be */
    static JsonObject readAnswer(byte[] body) throws UnreadableException {
        JsonObject message = read(body);
        text(object(message, "process"), "id");
        if (message.containsKey("result")) {
            object(message, "result");
        } else if (!(object(message, "problem").getValue("status") instanceof Integer)) {
            throw new UnreadableException("the problem has no status");
        }
        return message;
    }

    private static JsonObject read(byte[] body) throws UnreadableException {
        if (body.length > MAX_BYTES) {
            throw new UnreadableException(body.length + " bytes are too many");
        }
        JsonObject message;
        try {
            message = new JsonObject(new String(body, StandardCharsets.UTF_8));
        } catch (DecodeException | ClassCastException e) {
            throw new UnreadableException("not a JSON object");
        }
        Object version = message.getValue("v");
        if (!Integer.valueOf(VERSION).equals(version)) {
            throw new UnreadableException("version " + (version instanceof Number ? version : "unknown"));
        }
        return message;
    }

    private static String text(JsonObject message, String member) throws UnreadableException {
        if (message.getValue(member) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new UnreadableException("\"" + member + "\" is no text");
    }

    private static JsonObject object(JsonObject message, String member) throws UnreadableException {
        if (message.getValue(member) instanceof JsonObject object) {
            return object;
        }
        throw new UnreadableException("\"" + member + "\" is no object");
    }
}
