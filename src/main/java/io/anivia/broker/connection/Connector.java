package io.anivia.broker.connection;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.anivia.common.CertificateExpiries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to the first of several addresses that answers. */
public final class Connector implements BrokerConnection.ConnectionOpener {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    /** How long a declaration may take; a quorum queue is slow to be made in a busy cluster. */
    private static final int RPC_TIMEOUT_MILLIS = 30_000;

    private final List<String> uris;
    private final Map<String, Object> clientProperties;
    private final BrokerConfig config;
    private final SSLContext tls;
    private final ExecutorService deliveries;
    private final ExecutorService shutdowns;
    private final CertificateExpiries certificates;

    /**
     * @param clientProperties what to present on top of the Java client's own properties
     * @param deliveries runs the handlers of deliveries
     * @param shutdowns closes what a stalled socket would hold up
     * @param certificates measures those that a broker shows
     * @throws IllegalArgumentException if an address cannot be one
     */
    public Connector(List<String> uris, Map<String, Object> clientProperties, BrokerConfig config, SSLContext tls,
            ExecutorService deliveries, ExecutorService shutdowns, CertificateExpiries certificates) {
        this.uris = uris.stream().map(String::strip).toList();
        this.uris.forEach(Connector::check);
        this.clientProperties = Map.copyOf(clientProperties);
        this.config = config;
        this.tls = tls;
        this.deliveries = deliveries;
        this.shutdowns = shutdowns;
        this.certificates = certificates;
    }

    private static void check(String uri) {
        URI parsed;
        try {
            parsed = URI.create(uri);
        } catch (IllegalArgumentException e) {
            // The cause would show the password.
            throw new IllegalArgumentException("anivia.broker.uri is not a URI; expected"
                    + " amqp://user:password@host:5672/vhost, with special characters percent-encoded");
        }
        boolean amqp = "amqp".equals(parsed.getScheme()) || "amqps".equals(parsed.getScheme());
        if (!amqp || parsed.getHost() == null) {
            throw new IllegalArgumentException("anivia.broker.uri must look like"
                    + " amqp://user:password@host:5672/vhost or amqps://…; several are separated by commas");
        }
    }

    /**
     * Logs nothing about a connection that cannot be made or is lost: {@link BrokerConnection} does, once, and with the
     * reason.
     */
    private static final class QuietExceptionHandler extends ForgivingExceptionHandler {
        @Override
        public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
            LOG.debug("Connection lost", exception);
        }
    }

    /** The addresses, without credentials. */
    public String address() {
        return String.join(", ", uris.stream().map(Connector::withoutCredentials).toList());
    }

    private static String withoutCredentials(String uri) {
        URI parsed = URI.create(uri);
        return parsed.getHost() + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort());
    }

    @Override
    public BrokerConnection.Opened open(String name) throws IOException {
        List<Exception> failures = new ArrayList<>();
        for (String uri : uris) {
            AtomicReference<Socket> socket = new AtomicReference<>();
            try {
                Connection connection = factory(uri, socket).newConnection(name);
                Socket opened = Objects.requireNonNull(socket.get());
                if (opened instanceof SSLSocket secure) {
                    // Never closed: the addresses stay as long as the process.
                    certificates.peer("broker", withoutCredentials(uri)).shookHands(secure.getSession());
                }
                return new BrokerConnection.Opened(connection, opened);
            } catch (PossibleAuthenticationFailureException e) {
                // Without its cause, whose words say less.
                failures.add(new IOException("the broker at " + withoutCredentials(uri) + " refuses the login: check user"
                        + " and password in anivia.broker.uri"));
                LOG.debug("No connection to {}", withoutCredentials(uri), e);
            } catch (IOException | TimeoutException e) {
                failures.add(e);
                LOG.debug("No connection to {}", withoutCredentials(uri), e);
            }
        }
        IOException failure = new IOException("no broker could be reached at " + address(), failures.get(0));
        failures.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }

    private ConnectionFactory factory(String uri, AtomicReference<Socket> socket) throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
        } catch (GeneralSecurityException | URISyntaxException e) {
            throw new IOException("not an AMQP URI: " + withoutCredentials(uri), e);
        }
        factory.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(socket::set));
        if (uri.startsWith("amqps")) {
            // What setUri installs trusts every certificate.
            factory.useSslProtocol(tls);
            factory.enableHostnameVerification();
        } else {
            factory.setSocketFactory(new CorkableSocket.Factory());
        }
        int timeout = Math.toIntExact(config.connectTimeout().toMillis());
        factory.setConnectionTimeout(timeout);
        factory.setHandshakeTimeout(timeout);
        factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
        factory.setRequestedHeartbeat(Math.toIntExact(config.heartbeat().toSeconds()));
        factory.getClientProperties().putAll(clientProperties);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setExceptionHandler(new QuietExceptionHandler());
        factory.setSharedExecutor(deliveries);
        factory.setShutdownExecutor(shutdowns);
        return factory;
    }
}
