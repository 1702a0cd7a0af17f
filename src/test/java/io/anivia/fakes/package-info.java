/**
 * The test kit: downstream systems that misbehave on demand, and a RabbitMQ node to break.
 *
 * <p>{@link io.anivia.fakes.FakeSplunk}, {@link io.anivia.fakes.FakeAdobe} and {@link io.anivia.fakes.FakePartner} are
 * HTTP servers that refuse what the real systems refuse, remember what they took, and can be told to fail in every way
 * a network offers (see {@link io.anivia.fakes.Answer}). {@link io.anivia.fakes.RabbitNode} starts a broker of its own,
 * {@link io.anivia.fakes.RabbitCluster} several in a cluster.
 * Nothing here knows the application, Quarkus or Camel. The README.md in this directory is the guide.
 */
@NullMarked
package io.anivia.fakes;

import org.jspecify.annotations.NullMarked;
