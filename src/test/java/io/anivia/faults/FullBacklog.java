package io.anivia.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on which nothing is accepted and whose backlog is full: Linux ignores further connections, so that connecting
 * to it
 * takes until the caller's own time is over.
 */
final class FullBacklog implements AutoCloseable {

    private static final int ENOUGH = 8;

    private final ServerSocket listener = new ServerSocket();
    private final List<SocketChannel> waiting = new ArrayList<>();

    FullBacklog(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        listener.setReuseAddress(true);
        listener.bind(address, 1);
        for (int i = 0; i < ENOUGH; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(address);
            waiting.add(channel);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : waiting) {
            channel.close();
        }
        listener.close();
    }
}
