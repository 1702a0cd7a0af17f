package io.anivia.broker.publish;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest body that the broker takes (RabbitMQ's {@code max_message_size}). AMQP has no way to ask for it: it is
 * configured, or learned when the broker closes a channel over the first message beyond it, and kept from then on.
 * Thread-safe.
 */
public final class MessageSizeLimit {

    /** As long as no limit is known. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(MessageSizeLimit.class);
    /** RabbitMQ's words, and those of Qpid Broker-J. */
    private static final Pattern REPORT = Pattern.compile("message size (?:of )?\\d+ (?:is larger|greater) than"
            + " (?:configured max size|max size|allowed maximum of) (\\d{1,18})", Pattern.CASE_INSENSITIVE);

    private final AtomicLong bytes;

    /** @param bytes the limit, or {@link #UNKNOWN} */
    public MessageSizeLimit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("anivia.broker.max-message must be at least 1 byte, not " + bytes);
        }
        this.bytes = new AtomicLong(bytes);
    }

    /** The limit in bytes; {@link #UNKNOWN} if there is none, or none is known yet. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Takes the limit from the reason why the broker has closed a channel.
     *
     * @return whether that is the reason
     */
    boolean learn(@Nullable String reason) {
        Matcher report = REPORT.matcher(String.valueOf(reason));
        if (!report.find()) {
            return false;
        }
        long learned = Long.parseLong(report.group(1));
        if (learned < bytes.getAndAccumulate(learned, Math::min)) {
            LOG.warn("The broker takes no message over {} bytes (max_message_size): larger ones are not sent to it from"
                    + " now on. With anivia.broker.max-message={} that is known from the start", learned, learned);
        }
        return true;
    }

    /** @throws BrokerException.TooLarge if the body is larger than the broker takes */
    public void check(int sizeBytes) throws BrokerException.TooLarge {
        BrokerException.TooLarge failure = failure(sizeBytes);
        if (failure != null) {
            throw failure;
        }
    }

    /** Why a body of a size cannot be sent; {@code null} if it can. */
    BrokerException.@Nullable TooLarge failure(int sizeBytes) {
        long most = bytes();
        return sizeBytes <= most ? null : new BrokerException.TooLarge(
                "a message of " + sizeBytes + " bytes; the broker takes at most " + most);
    }
}
