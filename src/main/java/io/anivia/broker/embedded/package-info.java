/**
 * The broker inside the process, for one machine: Apache Qpid Broker-J with AMQP 0-9-1 and a Berkeley DB store.
 * Compiled only in the Maven profile {@code embedded-broker}; nothing else may depend on this package.
 */
@NullMarked
package io.anivia.broker.embedded;

import org.jspecify.annotations.NullMarked;
