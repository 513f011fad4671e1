package dev.featurerollout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of the documents and of the chart's notes works as it is written: by the real kubectl and Helm, on a
 * real API server and a real Prometheus. {@link Sandbox} says which are not run, and why.
 */
class DocCommandsIT {
    private static final Path CHART_README = Path.of("helm/featurerollout/README.md");
    private static final Pattern CREATED =
            Pattern.compile("kubectl (?:-n (\\S+) )?create (configmap|secret) (?:generic )?(\\S+)");

    private static ControlPlane controlPlane;
    private static PrometheusServer prometheus;
    private static Sandbox sandbox;

    /** Whether everything is there that a command is about; the others leave it so. */
    private static boolean isUserSet;

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.separate();
        prometheus = new PrometheusServer("docs").backfill(aHealthyWeek()).start();
        sandbox = new Sandbox(Files.createTempDirectory(Path.of("target"), "docs-"), controlPlane, prometheus.url());
    }

    @AfterAll
    static void stop() {
        prometheus.close();
        controlPlane.close();
    }

    /** The metrics of examples/first. */
    private static String aHealthyWeek() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant first = now.minus(Duration.ofDays(8));
        OpenMetricsText past = new OpenMetricsText()
                .counter(
                        "http_requests",
                        Map.of("job", "checkout", "code", "200"),
                        first,
                        now,
                        STEP,
                        t -> count(first, t));
        for (String bound : List.of("0.1", "1", "+Inf")) {
            past.gauge(
                    "http_request_duration_seconds_bucket",
                    Map.of("job", "checkout", "le", bound),
                    first,
                    now,
                    STEP,
                    t -> count(first, t));
        }
        return past.toString();
    }

    private static final Duration STEP = Duration.ofMinutes(1);

    private static double count(Instant first, Instant at) {
        return 50.0 * Duration.between(first, at).toSeconds();
    }

    /** The changelog tells of commands; it tells nobody to type them. What is there twice is run once. */
    static Collection<TypedCommands> documents() {
        Map<String, TypedCommands> byScript = new LinkedHashMap<>();
        Docs.all().stream()
                .filter(file -> !file.endsWith("CHANGELOG.md"))
                .flatMap(file -> TypedCommands.in(file).stream())
                .forEach(commands -> byScript.putIfAbsent(commands.script(), commands));
        return byScript.values();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void commandsOfADocument(TypedCommands commands) throws Exception {
        given(commands);

        sandbox.run(commands.script());
    }

    @Test
    void commandsOfTheNotes() throws Exception {
        isUserSet = false;
        given("no-cluster.sh");
        String notes = sandbox.run(install().script());
        given("user.sh");

        List<TypedCommands> commands = TypedCommands.inNotes(notes);
        for (TypedCommands each : commands) {
            sandbox.run(each.script());
        }
        assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
    }

    /** The loop leaves alone what is complete, and templates, of which one has the name of a rollout. */
    @Test
    void theEmergencyLoopRollsBackWhatIsUnderWay() throws Exception {
        isUserSet = false;
        given("no-cluster.sh");
        given("user.sh");
        given("under-way.sh");

        sandbox.run(containing("README.md", "kubectl get featurerollouts -A").script());

        assertThat(sandbox.run("kubectl get featurerollouts -A -o"
                        + " jsonpath='{range .items[*]}{.metadata.name}={.spec.rollback.requested} {end}'"))
                .isEqualTo("new-checkout= new-search=true ");
    }

    private static void given(TypedCommands commands) throws Exception {
        boolean installs = commands.contains("helm install") || commands.contains("apply --server-side -f crds/");
        boolean changesRelease = commands.contains("helm upgrade featurerollout");
        boolean changesCluster =
                installs || changesRelease || commands.contains("create namespace") || commands.contains("-f crds/");
        if (changesCluster) {
            given("no-cluster.sh");
            isUserSet = false;
        }
        if (changesRelease) {
            sandbox.run(install().script());
        }
        if (!installs && !isUserSet) {
            given(commands.contains("create namespace") ? "crds.sh" : "user.sh");
        }
        isUserSet = !changesCluster;
        for (MatchResult created : CREATED.matcher(commands.script()).results().toList()) {
            sandbox.run("kubectl delete --ignore-not-found %s %s -n %s"
                    .formatted(created.group(2), created.group(3), created.group(1)));
        }
    }

    private static void given(String script) throws Exception {
        sandbox.run(Docs.text(Path.of("src/test/resources/docs/given", script)));
    }

    private static TypedCommands install() {
        return containing(CHART_README.toString(), "helm install");
    }

    private static TypedCommands containing(String file, String command) {
        return TypedCommands.in(Path.of(file)).stream()
                .filter(commands -> commands.contains(command))
                .findFirst()
                .orElseThrow();
    }
}
