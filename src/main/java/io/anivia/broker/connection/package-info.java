/** Connections to the broker that reconnect by themselves, and the queues and exchanges declared on them. */
@NullMarked
package io.anivia.broker.connection;

import org.jspecify.annotations.NullMarked;
