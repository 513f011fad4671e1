package dev.featurerollout.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.featurerollout.measure.TimelineMetrics;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture of a rehearsal, read back as XML. */
@Tag("slow")
class PictureTest {
    private static final Instant START = Instant.parse("2026-11-15T05:00:00Z");

    private final TimelineMetrics metrics = new TimelineMetrics();

    {
        metrics.series("errors")
                .from(START.minusSeconds(3600), 0.002)
                .from(START.plus(Duration.ofMinutes(16)), 0.007)
                .from(START.plus(Duration.ofMinutes(26)), 0.002)
                .from(START.plus(Duration.ofMinutes(60)), 0.2);
        metrics.series("latency")
                .from(START.minusSeconds(3600), 0.25)
                .noData(START.plus(Duration.ofMinutes(30)), START.plus(Duration.ofMinutes(33)));
    }

    private Document picture(String name) throws Exception {
        Account account = RehearsalTest.play(RehearsalTest.ROLLOUT, START.plus(Duration.ofDays(1)), metrics);
        String svg = new Picture(name, account).render();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document document, String tag, String style) {
        NodeList all = document.getElementsByTagNameNS("http://www.w3.org/2000/svg", tag);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.getAttribute("class").equals(style)) {
                found.add(element);
            }
        }
        return found;
    }

    private static double at(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void twoPanelsWithStagesBoundsValuesAndMarks() throws Exception {
        Document document = picture("new-checkout");

        assertThat(elements(document, "text", "title").get(0).getTextContent())
                .startsWith("new-checkout: rolled back by errors after 1h");
        assertThat(elements(document, "title", "")).isNotEmpty();
        assertThat(elements(document, "desc", "").get(0).getTextContent())
                .contains("stage half (50 %)", "errors, max 0.01 (warning max 0.005): {", "Fail=2");
        assertThat(elements(document, "rect", "stage"))
                .as("three stages in two panels")
                .hasSize(6);
        assertThat(elements(document, "line", "bound")).hasSize(2);
        assertThat(elements(document, "rect", "warning")).hasSize(1);
        assertThat(elements(document, "circle", "Fail"))
                .as("two looks, and the legend")
                .hasSize(3);
        assertThat(elements(document, "circle", "Warning"))
                .as("20 looks, and the legend")
                .hasSize(21);
        assertThat(elements(document, "polyline", "value"))
                .as("latency is interrupted once")
                .hasSize(3);
        assertThat(elements(document, "line", "rollback")).hasSize(2);
        assertThat(elements(document, "text", "rolled")).hasSize(1);
    }

    @Test
    void everythingIsWhereItsTimeAndValueSay() throws Exception {
        Document document = picture("new-checkout");

        Element first = elements(document, "rect", "stage").get(0);
        Element second = elements(document, "rect", "stage").get(1);
        Element last = elements(document, "rect", "stage").get(2);
        double width = at(last, "x") + at(last, "width") - at(first, "x");
        double minute = width / 60.5; // rolled back half a minute after the incident of minute 60 began
        assertThat(at(second, "x") - at(first, "x")).isCloseTo(12 * minute, within(0.5 * minute));
        Element failure = elements(document, "circle", "Fail").get(0);
        assertThat(at(failure, "cx") - at(first, "x")).isCloseTo(60 * minute, within(0.6 * minute));

        Element bound = elements(document, "line", "bound").get(0);
        Element warning = elements(document, "rect", "warning").get(0);
        double zero = at(first, "y") + at(first, "height");
        assertThat(at(warning, "y")).as("the band begins at the bound").isCloseTo(at(bound, "y1"), within(0.2));
        assertThat(at(warning, "height"))
                .as("and ends at half of it")
                .isCloseTo((zero - at(bound, "y1")) / 2, within(0.3));
        double pass = Double.parseDouble(elements(document, "polyline", "value")
                .get(0)
                .getAttribute("points")
                .split("[ ,]")[1]);
        assertThat(zero - pass).as("0.002 of 0.01").isCloseTo((zero - at(bound, "y1")) / 5, within(0.3));
        assertThat(at(failure, "cy")).as("0.2 is drawn at the upper edge").isBetween(at(first, "y"), at(bound, "y1"));
    }

    @Test
    void allNumbersLieInThePicture() throws Exception {
        Document document = picture("new-checkout");
        Element svg = document.getDocumentElement();
        for (Element line : elements(document, "polyline", "value")) {
            for (String point : line.getAttribute("points").split(" ")) {
                assertThat(Double.parseDouble(point.split(",")[0])).isBetween(0.0, at(svg, "width"));
                assertThat(Double.parseDouble(point.split(",")[1])).isBetween(0.0, at(svg, "height"));
            }
        }
    }

    @Test
    void aNameCannotBreakIt() throws Exception {
        Document document = picture("<a href=\"x\">&\u001b[31m");
        assertThat(elements(document, "text", "title").get(0).getTextContent()).startsWith("<a href=\"x\">&[31m: ");
    }

    @Test
    void aDayOfLooksIsThinnedButKeepsItsExtremes() throws Exception {
        metrics.series("errors")
                .from(START.plus(Duration.ofMinutes(16)), 0.002)
                .from(START.plus(Duration.ofMinutes(60)), 0.002)
                .from(START.plus(Duration.ofMinutes(500)), 0.0049)
                .from(START.plus(Duration.ofSeconds(500 * 60 + 5)), 0.002);
        String longer =
                RehearsalTest.ROLLOUT.replace("bakeTime: 1h", "bakeTime: 40h").replace("interval: 30s", "interval: 5s");
        Account account = RehearsalTest.play(longer, START.plus(Duration.ofDays(2)), metrics);

        String svg = new Picture("long", account).render();

        assertThat(account.looks()).hasSizeGreaterThan(20_000);
        assertThat(svg.length()).isLessThan(100_000);
        assertThat(account.closest("errors")
                        .orElseThrow()
                        .margin()
                        .orElseThrow()
                        .value())
                .isEqualTo(0.0049);
        double bound = Double.parseDouble(svg.replaceAll("(?s).*?class=\"bound\"[^>]* y1=\"([0-9.]+)\".*", "$1"));
        double highest = svg.lines().filter(line -> line.contains("class=\"value\"")).findFirst().stream()
                .flatMap(line -> List.of(line.replaceAll(".*points=\"|\".*", "").split(" ")).stream())
                .mapToDouble(point -> Double.parseDouble(point.split(",")[1]))
                .min()
                .orElseThrow();
        assertThat(highest).as("0.0049 is nearly half way up to 0.01").isLessThan(bound + 85);
    }
}
