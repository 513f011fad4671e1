package dev.featurerollout.demo;

import ch.qos.logback.classic.Level;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.runtime.Logs;
import dev.featurerollout.runtime.OperatorConfig;
import dev.featurerollout.runtime.OperatorRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Two rollouts at once, on a shop of the demo's own: one goes through, one is rolled back. */
public final class Demo {
    private static final long REFRESH_MILLIS = 200;
    private static final int DONE = 0;
    private static final int NOT_SO = 1;
    private static final int IMPOSSIBLE = 2;

    private final Options options;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * How to show what.
     *
     * @param home the project's folder, where {@code examples/demo} is
     * @param kubeconfig of a real cluster; empty for the embedded one
     * @param timeout after which it counts as failed
     * @param live whether to draw on a terminal, instead of writing lines
     * @param bug whether the faulty feature is faulty
     */
    public record Options(
            Path home, Optional<Path> kubeconfig, Duration timeout, boolean live, boolean colour, boolean bug) {}

    public Demo(Options options, Clock clock, PrintStream out, PrintStream err) {
        this.options = options;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Runs it and returns the exit code: 0 if both rollouts came out as they should, 1 if not, 2 if it cannot be run. */
    public int run() throws IOException, InterruptedException {
        try (Closing closing = new Closing()) {
            return run(closing);
        } catch (NoClassDefFoundError e) {
            err.println("featurerollout: the embedded Kubernetes API is not part of this image (" + e.getMessage()
                    + "): run ./featurerollout demo in the project, or use --kubeconfig");
            return IMPOSSIBLE;
        }
    }

    private int run(Closing closing) throws IOException, InterruptedException {
        try {
            return play(closing);
        } catch (PrometheusProcess.Unavailable e) {
            // Ctrl-C reaches Prometheus too; that it ends is then no news.
            Thread.sleep(REFRESH_MILLIS);
            if (!closing.isInterrupted()) {
                err.println("featurerollout: " + e.getMessage());
            }
            return IMPOSSIBLE;
        }
    }

    private int play(Closing closing) throws PrometheusProcess.Unavailable, IOException, InterruptedException {
        err.println("Opening a shop, with a Prometheus and an operator of its own ...");
        Folder folder = closing.add(Folder.create());
        Path log = folder.path().resolve("operator.log");
        Logs.toFile(log, Level.INFO);
        Manifests manifests = Manifests.in(options.home().resolve("examples/demo"));

        Cluster cluster = closing.add(cluster());
        Site site = closing.add(new Site(closing.add(cluster.newClient())));
        site.open(manifests.flags());
        Shop shop = closing.add(new Shop(closing.add(cluster.newClient()), Site.NAMESPACE, options.bug()));
        PrometheusProcess prometheus = closing.add(new PrometheusProcess(
                options.home().resolve("hack/prometheus"), folder.path(), "127.0.0.1:" + shop.port()));

        List<FeatureRollout> rollouts = List.of(manifests.checkout(), manifests.search());
        View view = closing.add(view(cluster));
        Board board = new Board(clock, names(rollouts), view::tell);
        OperatorConfig config = new OperatorConfig(
                Optional.of(PrometheusConfig.of(prometheus.url())),
                Set.of(Site.NAMESPACE),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                "demo");
        closing.add(new OperatorRuntime(config, cluster.newClient(), clock, board))
                .start();
        board.begin();
        rollouts.forEach(site::create);
        watch(board, shop, view);
        int exitCode = conclude(site, manifests, board, view);
        if (exitCode != DONE) {
            folder.keep();
            err.println("The operator's log is " + log);
        }
        return exitCode;
    }

    private Cluster cluster() {
        return options.kubeconfig().<Cluster>map(RealCluster::new).orElseGet(EmbeddedCluster::new);
    }

    private View view(Cluster cluster) {
        String surroundings = "%,d requests/s, %s".formatted(Shop.REQUESTS_PER_SECOND, cluster.description());
        return options.live() ? new LiveView(out, options.colour(), surroundings) : new LinesView(out);
    }

    private static List<String> names(List<FeatureRollout> rollouts) {
        return rollouts.stream().map(rollout -> rollout.getMetadata().getName()).toList();
    }

    private void watch(Board board, Shop shop, View view) throws InterruptedException {
        boolean over = false;
        while (!over && board.elapsed().compareTo(options.timeout()) < 0) {
            over = board.isOver();
            Map<String, Double> shares =
                    shop.features().stream().collect(Collectors.toMap(Feature::name, Feature::share));
            view.refresh(board, shares);
            Thread.sleep(REFRESH_MILLIS);
        }
    }

    private int conclude(Site site, Manifests manifests, Board board, View view) {
        FeatureRollout search = manifests.search();
        String before = manifests
                .flags()
                .getData()
                .get(search.getSpec().flags().get(0).configMapRef().key());
        Result sound = Result.ofSound(site, manifests.checkout());
        Result faulty = Result.ofFaulty(site, search, before);
        boolean good = sound.asItShould() && faulty.asItShould();

        List<Line> lines = new ArrayList<>();
        lines.add(line(manifests.checkout(), sound));
        lines.add(line(search, faulty));
        lines.add(Line.of(
                good ? Tone.Good : Tone.Bad,
                (good ? "Both came out as they should, in " : "Not as it should be, after ")
                        + Entry.clock(board.elapsed())));
        view.conclude(lines);
        return good ? DONE : NOT_SO;
    }

    private static Line line(FeatureRollout rollout, Result result) {
        return Line.of(result.asItShould() ? Tone.Good : Tone.Bad, result.asItShould() ? "✓ " : "✗ ")
                .add(Tone.Strong, rollout.getMetadata().getName())
                .add(" " + result.text());
    }
}
