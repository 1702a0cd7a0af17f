package io.anivia.ops;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeoutException;

import io.anivia.broker.connection.BrokerException;
import io.anivia.destination.delivery.DeliveryException;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a native executable must keep findable by name, for routes are text that is read when it starts. Quarkus' and
 * Camel Quarkus' extensions see to their own, and to all that {@code META-INF/services/org/apache/camel} names.
 */
@RegisterForReflection(
        targets = {
                // Named in onException, doCatch and throwException; their methods in ${exception…}.
                BrokerException.class, BrokerException.TooLarge.class, BrokerException.Unsendable.class,
                DeliveryException.class,
                Throwable.class, Exception.class, RuntimeException.class,
                IllegalArgumentException.class, IllegalStateException.class,
                IOException.class, ConnectException.class, SocketException.class, SocketTimeoutException.class,
                UnknownHostException.class, TimeoutException.class,
                // What an event or a batch is made of: Simple calls methods of them, as in ${body[sku].trim()}.
                LinkedHashMap.class, ArrayList.class, String.class, Boolean.class,
                Integer.class, Long.class, BigInteger.class, BigDecimal.class
        },
        classNames = {
                // By name: no class outside elmer/ depends on it, and only Camel components depend on Camel.
                "io.anivia.elmer.spool.SpoolException",
                "org.apache.camel.CamelException", "org.apache.camel.CamelExecutionException",
                "org.apache.camel.CamelExchangeException", "org.apache.camel.ExchangeTimedOutException",
                "org.apache.camel.RuntimeCamelException", "org.apache.camel.TypeConversionException",
                "org.apache.camel.ValidationException", "org.apache.camel.http.base.HttpOperationFailedException"
        },
        fields = false)
final class NativeReflection {

    private NativeReflection() {
    }
}
