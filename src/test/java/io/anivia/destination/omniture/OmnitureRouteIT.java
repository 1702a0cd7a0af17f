package io.anivia.destination.omniture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.fakes.FakeAdobe;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an integrator writes in a route's YAML, and the XML that Adobe gets for it, character by character. Camel sorts
 * an endpoint's options.
 */
class OmnitureRouteIT {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<request><scXmlVer>1.0</scXmlVer>"
            + "<reportSuiteID>rs1</reportSuiteID>";
    private static final String PARAMETERS = """
            hit.visitorID: userId
            hit.pageName: screen
            """;

    private final CamelContext camel = new DefaultCamelContext();
    private final FakeAdobe adobe = new FakeAdobe();

    @AfterEach
    void stop() {
        camel.stop();
        adobe.close();
    }

    @Test
    void aPurchaseWithProductsAndEventsThatHaveValues() throws Exception {
        assertThat(sent("""
                hit.visitorID: userId
                hit.pageName: screen
                hit.currencyCode: attributes.currency, 'EUR'
                hit.purchaseID: attributes.orderId
                products.from: attributes.products, attributes
                products.category: category
                products.name: name, sku
                products.quantity: quantity, '1'
                products.price: price
                products.event20: discount
                products.eVar7: colour
                events.Order Completed: purchase:{attributes.orderId}, event12={attributes.total}, event13=5
                """, """
                {"type": "order completed", "userId": "u1", "screen": "cart", "attributes": {"orderId": "A-17", "total": 20.90,
                 "currency": "USD", "products": [
                   {"category": "Games", "name": "Monopoly", "price": 14, "colour": "red"},
                   {"category": "Games", "name": "UNO", "price": 3.45, "quantity": 2, "discount": 0.50}]}}"""))
                .isEqualTo(HEAD + "<currencyCode>USD</currencyCode><pageName>cart</pageName>"
                        + "<purchaseID>A-17</purchaseID><visitorID>u1</visitorID>"
                        + "<products>Games;Monopoly;1;14.00;;eVar7=red,Games;UNO;2;6.90;event20=0.50</products>"
                        + "<events>purchase:A17,event12=20.90,event13=5</events></request>\n");
    }

    @Test
    void pricesAreTimesQuantity() throws Exception {
        assertThat(sent(PARAMETERS + """
                products.from: products
                products.category: category
                products.name: name
                products.quantity: quantity
                products.price: price
                """, """
                {"userId": "u1", "screen": "cart", "products": [
                   {"category": "Games", "name": "Monopoly", "price": 14, "quantity": 1},
                   {"category": "Games", "name": "UNO", "price": 3.45, "quantity": 2}]}"""))
                .contains("<products>Games;Monopoly;1;14.00,Games;UNO;2;6.90</products>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"|!a|b", ";!a;b", ":!a:b", "RAW(&)!a&amp;b", "%!a%b", "RAW(+)!a+b", "~!a~b", "^!a^b"})
    void listsWithOtherDelimiters(String delimiter, String list) throws Exception {
        assertThat(sent(PARAMETERS + """
                hit.list1: tags
                hit.prop3: tags
                hit.list2: text
                delimiter.list1: "%1$s"
                delimiter.list2: "%1$s"
                """.formatted(delimiter), "{\"userId\": \"u1\", \"screen\": \"s\", \"tags\": [\"a\", \"b\"], \"text\": \"a, b\"}"))
                .contains("<list1>" + list + "</list1>").contains("<prop3>a,b</prop3>")
                .contains("<list2>" + list + "</list2>");
    }

    @Test
    void aLinkInPlaceOfAPage() throws Exception {
        assertThat(sent("""
                hit.visitorID: userId
                hit.linkType: "'o'"
                hit.linkName: type
                hit.linkURL: url
                """, "{\"userId\": \"u1\", \"type\": \"Share\", \"url\": \"https://shop.example/?a=1&b=2\"}"))
                .isEqualTo(HEAD + "<linkName>Share</linkName><linkType>o</linkType>"
                        + "<linkURL>https://shop.example/?a=1&amp;b=2</linkURL><visitorID>u1</visitorID></request>\n");
    }

    @Test
    void tagsThatAreNotListed() throws Exception {
        assertThat(sent(PARAMETERS + "tag.newTag: plan, 'none'\n", "{\"userId\": \"u1\", \"screen\": \"s\"}"))
                .isEqualTo(HEAD + "<pageName>s</pageName><visitorID>u1</visitorID><newTag>none</newTag></request>\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "hit.nofield: a                     ! hit.nofield: a hit has no such field",
            "tag.eVar1: a                       ! write hit.eVar1",
            "products.name: a                   ! products.from",
            "delimiter.list1: ';'               ! there is no hit.list1",
            "events.x: event12=price            ! events.x: the value 'price' is no number",
            "product.name: a                    ! product.name"})
    void aMistakeStopsTheStart(String parameter, String why) {
        assertThatThrownBy(() -> sent(PARAMETERS + parameter + "\n", "{}")).hasStackTraceContaining(why);
    }

    private String sent(String parameters, String event) throws Exception {
        adobe.reportSuites("rs1").start();
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("hit.camel.yaml", """
                - route:
                    id: hit
                    from:
                      uri: direct:hit
                      steps:
                        - to:
                            uri: omniture:rs1
                            parameters:
                              url: "%s"
                              %s""".formatted(adobe.url(), parameters.indent(14).strip())));
        camel.start();
        Map<String, Object> body = EventJson.read(event.getBytes(UTF_8));
        camel.createFluentProducerTemplate().to("direct:hit").withBody(body).request();
        assertThat(adobe.requests()).hasSize(1);
        return adobe.requests().get(0).text();
    }
}
