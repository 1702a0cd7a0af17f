/**
 * Several processes and several brokers, all real: a cluster that loses a node, a link that is cut, a process that is
 * stopped under load. The processes run the packaged application.
 */
@NullMarked
package io.anivia.cluster;

import org.jspecify.annotations.NullMarked;
