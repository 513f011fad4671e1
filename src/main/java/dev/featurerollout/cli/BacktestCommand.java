package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.lint.CriteriaLint;
import dev.featurerollout.measure.ReadAhead;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Expansion;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.plan.Problem;
import dev.featurerollout.plan.TemplateExpansion;
import dev.featurerollout.plan.Templates;
import dev.featurerollout.rehearse.Account;
import dev.featurerollout.rehearse.Backtest;
import dev.featurerollout.rehearse.BacktestJson;
import dev.featurerollout.rehearse.BacktestText;
import dev.featurerollout.rehearse.Picture;
import dev.featurerollout.rehearse.RecordedData;
import dev.featurerollout.rehearse.Rehearsal;
import dev.featurerollout.rehearse.Starts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code featurerollout backtest}: what a rollout would have done in the past. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays a rollout against recorded metrics, as if it had been applied then.",
        footer = {
            "",
            "Templates in the files are used, other kinds are passed over.",
            "Reads Prometheus and nothing else; no cluster is needed and nothing is changed.",
            "Exit code: 0 if no start would have been rolled back, 1 if one would or a criterion has no data, 2 for a"
                    + " wrong file or no answer."
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int CHECK_FAILED = 1;
    private static final int TIMES_OF_PROGRESS = 10;

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ManifestFiles files;

    @Option(names = "--name", paramLabel = "NAME", description = "Which FeatureRollout, if the file has several.")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "For $$(namespace), if the manifest names none. Default: default.")
    private String namespace;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "The first start: how long ago, or an instant. Default: ${DEFAULT-VALUE}.")
    private String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            defaultValue = "now",
            description = "Where the recorded metrics end. Default: ${DEFAULT-VALUE}.")
    private String until;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "Time between two starts. Default: ${DEFAULT-VALUE}.")
    private String every;

    @Option(
            names = "--max-starts",
            paramLabel = "N",
            defaultValue = "500",
            description = "No more starts than this; further apart if need be. Default: ${DEFAULT-VALUE}.")
    private int maxStarts;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Default: ${DEFAULT-VALUE}.")
    private Output output;

    @Option(
            names = "--picture",
            paramLabel = "FILE.svg",
            description = "Draw the first start: each criterion against its bounds, with the stages.")
    private Path picture;

    @Option(
            names = "--templates",
            paramLabel = "FILE",
            description = "A file or folder with the criteria templates that the rollout refers to. May be repeated.")
    private List<String> templateFiles = List.of();

    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            required = true,
            description = "Base URL of the Prometheus HTTP API; asked for every criterion, whatever provider it names.")
    private String url;

    @Mixin
    private PrometheusAccess access;

    BacktestCommand(Clock clock) {
        this.clock = clock;
    }

    /** The forms of output. */
    enum Output {
        text,
        json
    }

    @Override
    public Integer call() {
        Instant now = clock.instant();
        Instant end = Moment.parse("--until", until, now);
        Instant begin = Moment.parse("--since", since, now);
        Duration step = Moment.duration(every);
        require(begin.isBefore(end), "--since must lie before --until");
        require(!end.isAfter(now), "--until must not lie in the future");
        require(!step.isZero() && maxStarts > 0, "--every and --max-starts must be above 0");
        List<Manifest> manifests = files.read(InputStream.nullInputStream());
        FeatureRollout rollout = RolloutFile.among(manifests, files.toString(), Optional.ofNullable(name));
        String rolloutName = rollout.getMetadata().getName();
        String inNamespace = Optional.ofNullable(rollout.getMetadata().getNamespace())
                .or(() -> Optional.ofNullable(namespace))
                .orElse("default");
        Expansion expansion = TemplateExpansion.expand(
                inNamespace, rolloutName, rollout.getSpec(), templates(manifests, inNamespace));
        if (!expansion.problems().isEmpty()) {
            return refuse(expansion.problems());
        }
        Compiled compiled = PlanCompiler.compile(inNamespace, rolloutName, expansion.spec());
        if (compiled instanceof Compiled.Invalid invalid) {
            return refuse(invalid.problems().stream().map(expansion::located).toList());
        }
        Plan plan = ((Compiled.Valid) compiled).plan();
        AtomicLong queries = new AtomicLong();
        try (PrometheusSource source =
                new PrometheusSource(access.config(url), (kind, took, outcome) -> queries.incrementAndGet())) {
            RecordedData data = RecordedData.of(source, queries(expansion.spec(), plan), begin, end);
            requireAnswer(data.unavailable());
            tellMissing(data, begin, end);
            if (data.isEmpty()) {
                return CHECK_FAILED;
            }
            Instant first = data.begin().orElse(begin);
            Starts starts = Starts.of(plan, first, end, step, maxStarts);
            ReadAhead ahead = new ReadAhead(source, steps(plan, starts), first, end);
            Rehearsal rehearsal = new Rehearsal(inNamespace, rolloutName, expansion.spec(), ahead);
            Backtest backtest = Backtest.run(rehearsal, plan, starts, end, played -> tellProgress(played, starts));
            int code = tell(rolloutName, backtest, queries.get());
            return data.missing().isEmpty() ? code : CHECK_FAILED;
        }
    }

    private Integer refuse(List<Problem> problems) {
        problems.forEach(problem -> err().println(files + ": " + problem));
        return FeatureRolloutCommand.USAGE;
    }

    private Templates templates(List<Manifest> beside, String inNamespace) {
        List<Manifest> all = Stream.concat(
                        beside.stream(), Manifests.read(templateFiles, InputStream.nullInputStream()).stream())
                .toList();
        return new FileTemplates(all, inNamespace);
    }

    /** Returns the query that has data whenever a criterion can be judged. */
    private static Map<String, String> queries(FeatureRolloutSpec spec, Plan plan) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (CriteriaLint.Query query : CriteriaLint.queries(spec, plan)) {
            boolean judged = query.path().endsWith("].query") || query.path().endsWith(".ratio.of");
            if (judged && !query.criterion().dryRun()) {
                queries.putIfAbsent(query.criterion().name(), query.rendering().text());
            }
        }
        return queries;
    }

    private static void requireAnswer(Optional<String> unavailable) {
        unavailable.ifPresent(message -> {
            throw new IllegalStateException("Prometheus did not answer, so nothing can be said: " + message);
        });
    }

    private void tellMissing(RecordedData data, Instant begin, Instant end) {
        for (String criterion : data.missing()) {
            err().println("criterion " + criterion + ": no data between " + begin + " and " + end
                    + ". Check the names and labels in its query, the spec's args, and --since");
        }
        data.begin()
                .filter(first -> first.isAfter(begin))
                .ifPresent(first -> err().println("Prometheus has data since " + first
                        + ", and nothing before it: the first start is then"));
    }

    /** Ten times at most, and only if it takes several. */
    private void tellProgress(int played, Starts starts) {
        int all = starts.count();
        int tenth = Math.max(1, (all + TIMES_OF_PROGRESS - 1) / TIMES_OF_PROGRESS);
        if (all > 1 && (played % tenth == 0 || played == all)) {
            err().println("played " + played + " of " + all + " starts");
            err().flush();
        }
    }

    private Integer tell(String rolloutName, Backtest backtest, long queries) {
        requireAnswer(backtest.unanswered().map(Account.Unanswered::message));
        if (picture != null) {
            draw(rolloutName, backtest.first());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.json) {
            out.println(new BacktestJson(backtest).render(rolloutName, queries).toPrettyString());
        } else {
            out.print(new BacktestText(backtest).render(rolloutName));
            out.println("\n" + backtest.survey().looks() + " looks, with " + queries + " queries to Prometheus");
        }
        out.flush();
        return backtest.isQuiet() ? 0 : CHECK_FAILED;
    }

    private void draw(String rolloutName, Account account) {
        try {
            Files.writeString(picture, new Picture(rolloutName, account).render());
        } catch (IOException e) {
            throw new IllegalStateException("--picture " + picture + ": cannot be written: " + e.getMessage());
        }
    }

    /** Returns the steps in which instants follow one another: from look to look, and from start to start. */
    private static List<Duration> steps(Plan plan, Starts starts) {
        Stream<Duration> looks = plan.stages().stream()
                .flatMap(stage -> stage.criteria().stream())
                .map(Criterion::interval);
        return Stream.concat(looks, Stream.of(starts.every())).distinct().toList();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
