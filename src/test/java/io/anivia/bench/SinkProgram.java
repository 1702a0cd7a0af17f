package io.anivia.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import io.anivia.fakes.FakeAdobe;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;

/**
 * The three destinations, as a program that ends with its input.
 *
 * <p>First it prints their URLs: Splunk's, Omniture's, the webhook's. Then, for every line it reads, it prints how many
 * events each has had, and how many of these were duplicates: six numbers in the same order, two for each.
 */
final class SinkProgram {

    private SinkProgram() {
    }

    public static void main(String[] arguments) throws IOException {
        try (FakeSplunk splunk = new FakeSplunk().remember(false).start();
                FakeAdobe adobe = new FakeAdobe().remember(false).start();
                FakePartner partner = new FakePartner().remember(false).start()) {
            System.out.println(splunk.url() + " " + adobe.url() + " " + partner.url());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.out.printf("%d %d %d %d %d %d%n", splunk.indexedCount(), splunk.duplicates(),
                        adobe.hitCount(), adobe.duplicates(), partner.deliveredCount(), partner.duplicates());
            }
        }
    }
}
