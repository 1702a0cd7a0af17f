package io.anivia.ops;

import java.io.IOException;
import java.lang.constant.Constable;
import java.lang.constant.ConstantDesc;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import io.anivia.broker.connection.BrokerException;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.DeadConnectionException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResourceBundle;

/**
 * What a native executable must keep findable by name, for routes are text that is read when it starts. Quarkus' and
 * Camel Quarkus' extensions see to their own, and to all that {@code META-INF/services/org/apache/camel} names.
 */
@RegisterResourceBundle(bundleName = "jsv-messages")
@RegisterForReflection(
        targets = {
                // Named in onException, doCatch and throwException; their methods in ${exception…}.
                BrokerException.class, BrokerException.TooLarge.class, BrokerException.Unsendable.class,
                DeliveryException.class, DeadConnectionException.class,
                Throwable.class, Exception.class, RuntimeException.class,
                IllegalArgumentException.class, IllegalStateException.class,
                IOException.class, ConnectException.class, SocketException.class, SocketTimeoutException.class,
                UnknownHostException.class, TimeoutException.class,
                // What an event or a batch is made of, and what steps put into it: Simple calls methods of them, as in
                // ${body[sku].trim()} or ${body.size}. It looks for them in the interfaces and superclasses, too.
                Object.class, Class.class, Iterable.class, Iterator.class, Comparable.class, CharSequence.class,
                Constable.class, ConstantDesc.class,
                Map.class, Map.Entry.class, AbstractMap.class, HashMap.class, LinkedHashMap.class, TreeMap.class,
                SortedMap.class, NavigableMap.class, Enum.class,
                Collection.class, AbstractCollection.class, List.class, AbstractList.class, ArrayList.class,
                LinkedList.class, Set.class, AbstractSet.class, HashSet.class, LinkedHashSet.class,
                String.class, StringBuilder.class, Character.class, Boolean.class, Number.class,
                Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class,
                BigInteger.class, BigDecimal.class, Date.class, UUID.class, Instant.class, OffsetDateTime.class,
                ZonedDateTime.class, LocalDate.class, LocalDateTime.class, Duration.class
        },
        classNames = {
                // By name: no class outside elmer/ depends on it, and only Camel components depend on Camel.
                "io.anivia.elmer.spool.SpoolException",
                // Not public: a number that keeps its text, and the lists and maps that cannot be changed or are views.
                "io.anivia.contract.EventJson$WrittenNumber",
                "java.util.LinkedHashMap$LinkedKeySet", "java.util.LinkedHashMap$LinkedValues",
                "java.util.LinkedHashMap$LinkedEntrySet", "java.util.HashMap$Node",
                "java.util.ImmutableCollections$ListN", "java.util.ImmutableCollections$List12",
                "java.util.ImmutableCollections$MapN", "java.util.ImmutableCollections$Map1",
                // What an exchange consists of: ${exchange…}, ${message…}, ${headers.size}, ${camelContext…}.
                "org.apache.camel.Exchange", "org.apache.camel.ExchangePattern", "org.apache.camel.Message",
                "org.apache.camel.CamelContext",
                "org.apache.camel.support.DefaultExchange", "org.apache.camel.support.AbstractExchange",
                "org.apache.camel.support.DefaultMessage", "org.apache.camel.support.MessageSupport",
                "org.apache.camel.util.CaseInsensitiveMap",
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
