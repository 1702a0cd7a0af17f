package io.anivia.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Each step with some sets of options. */
public final class StepExamples {

    private StepExamples() {
    }

    /** As they may be written, odd ones among them. */
    static List<StepEndpoint> endpoints() {
        List<StepEndpoint> endpoints = new ArrayList<>();
        fields(endpoints, "keep", fields -> fields.setKeep("a.b, user[*].a, *.ip, type"));
        fields(endpoints, "drop", fields -> fields.setDrop("a.b, user[*].a, *.ip, type, b.0"));
        fields(endpoints, "rename", fields -> fields.setRename("a.b = user; type = a; b[*].x = b[*].a; *.y = *.b"));
        fields(endpoints, "set", fields -> fields.setSet("a.b = user, ip, 1; user.a.b = a; b[*].type = user; ip = .; b.0 = 1"));
        fields(endpoints, "flatten", fields -> {
            fields.setFlatten("user.a, ., a");
            fields.setSeparator("");
        });
        fields(endpoints, "names", fields -> {
            fields.setNames("snake");
            fields.setUpper("*");
            fields.setLower("user.*, *.*.*");
        });
        for (String paths : List.of("*", "a.b, user[*], *.ip, type, b.0")) {
            endpoints.add(hash("hash:" + paths, paths));
            ip(endpoints, paths, "truncate");
            ip(endpoints, paths, "drop");
            MaskEndpoint mask = new MaskEndpoint("mask:" + paths, new MaskComponent(), paths);
            mask.setPaths(paths);
            mask.setKinds("card,email,phone");
            mask.setWith("x");
            endpoints.add(mask);
            SampleEndpoint sample = new SampleEndpoint("sample:" + paths, new SampleComponent(), paths);
            sample.setBy(paths);
            sample.setRate("50%");
            endpoints.add(sample);
        }
        endpoints.add(new IpEndpoint("ip:usual", new IpComponent(), "usual"));
        endpoints.add(new MaskEndpoint("mask:all", new MaskComponent(), "all"));
        endpoints.add(lookup("odd", "a.b, user.a, type", "a.b = category; user = brand"));
        UserAgentEndpoint agent = new UserAgentEndpoint("useragent:odd", new UserAgentComponent(), "odd");
        agent.setFrom("a.b, user.a, type");
        endpoints.add(agent);
        CampaignEndpoint campaign = new CampaignEndpoint("campaign:odd", new CampaignComponent(), "odd");
        campaign.setFrom("a.b, user.a, type");
        endpoints.add(campaign);
        endpoints.add(mapping("odd", "{\"user\": .a.b, \"ip\": [for (.b) .], * : .}"));
        return endpoints;
    }

    /** What is measured: as they are mostly written. */
    static List<StepEndpoint> usual() {
        List<StepEndpoint> endpoints = new ArrayList<>();
        fields(endpoints, "drop and rename", fields -> {
            fields.setDrop("context.userAgent, properties.products[*].cost");
            fields.setRename("user.id = userId; screen = properties.screen");
            fields.setSet("channel = 'app'; plan = user.plan, context.plan, 'free'");
        });
        fields(endpoints, "keep", fields -> fields.setKeep("type, userId, properties.total, properties.products[*].sku"));
        fields(endpoints, "flatten", fields -> fields.setFlatten("."));
        endpoints.add(hash("hash:email and id", "context.traits.email, userId"));
        endpoints.add(new MaskEndpoint("mask:everywhere", new MaskComponent(), "everywhere"));
        endpoints.add(new IpEndpoint("ip:usual places", new IpComponent(), "usual places"));
        SampleEndpoint sample = new SampleEndpoint("sample:by user", new SampleComponent(), "by user");
        sample.setRate("100%");
        sample.setBy("userId");
        endpoints.add(sample);
        endpoints.add(lookup("by product", "properties.products.0.sku", "properties.category = category"));
        endpoints.add(new UserAgentEndpoint("useragent:known", new UserAgentComponent(), "known"));
        endpoints.add(new CampaignEndpoint("campaign:of page", new CampaignComponent(), "of page"));
        endpoints.add(mapping("few members", "{\"type\": .type, \"user\": .userId, \"total\": .properties.total,"
                + " \"skus\": [for (.properties.products) .sku]}"));
        return endpoints;
    }

    private static LookupEndpoint lookup(String name, String by, String set) {
        LookupEndpoint lookup = new LookupEndpoint("lookup:" + name, new LookupComponent(), name);
        lookup.setFile("src/test/resources/step/products.csv");
        lookup.setBy(by);
        lookup.setSet(set);
        return lookup;
    }

    private static MappingEndpoint mapping(String name, String template) {
        MappingEndpoint mapping = new MappingEndpoint("mapping:" + name, new MappingComponent(), name);
        mapping.setTemplate(template);
        return mapping;
    }

    private static void fields(List<StepEndpoint> endpoints, String name, Consumer<FieldsEndpoint> options) {
        FieldsEndpoint endpoint = new FieldsEndpoint("fields:" + name, new FieldsComponent(), name);
        options.accept(endpoint);
        endpoints.add(endpoint);
    }

    private static void ip(List<StepEndpoint> endpoints, String paths, String action) {
        IpEndpoint endpoint = new IpEndpoint("ip:" + paths, new IpComponent(), paths);
        endpoint.setPaths(paths);
        endpoint.setAction(action);
        endpoints.add(endpoint);
    }

    private static HashEndpoint hash(String uri, String paths) {
        HashEndpoint endpoint = new HashEndpoint(uri, new HashComponent(), paths);
        endpoint.setPaths(paths);
        endpoint.setKey("sixteenletters!!");
        endpoint.setKeyId("k");
        return endpoint;
    }
}
