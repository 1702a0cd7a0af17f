package io.anivia.ops.fleet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.ProcessConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process says of itself to others. */
@Singleton
public class ThisProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ThisProcess.class);
    /** Of a queue's name, which the id becomes a part of. */
    private static final int MAX_HOST_CHARACTERS = 100;

    private final String host = hostName();
    /** Another one after each start: a process that has restarted is not the one before. */
    private final String id = host + "-" + UUID.randomUUID().toString().substring(0, 8);
    private final String startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    private final List<String> roles;
    private final String version;

    @Inject
    ThisProcess(ProcessConfig config,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.roles = config.roles().stream().sorted().map(role -> role.name().toLowerCase(Locale.ROOT)).toList();
        this.version = version;
    }

    private static String hostName() {
        String name = "unknown";
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("This host has no name", e);
        }
        String plain = name.replaceAll("[^A-Za-z0-9.-]", "-");
        return plain.length() <= MAX_HOST_CHARACTERS ? plain : plain.substring(0, MAX_HOST_CHARACTERS);
    }

    /** Host and a random part; fit for a queue's name. */
    public String id() {
        return id;
    }

    public String version() {
        return version;
    }

    /** {@code id}, {@code host}, {@code roles}, {@code version}, {@code startedAt}. */
    public JsonObject toJson() {
        return new JsonObject().put("id", id).put("host", host).put("roles", new JsonArray(roles))
                .put("version", version).put("startedAt", startedAt);
    }
}
