package dev.featurerollout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Manifests;
import dev.featurerollout.support.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shell for what a document says: a folder like the project's, and no program but kubectl, helm, featurerollout and
 * those named here. A command that needs another one fails, so that nobody forgets to think about it.
 */
final class Sandbox {
    private static final int PATIENCE_SECONDS = 120;

    private static final List<String> FOLDERS = List.of("crds", "deploy", "examples", "gitops", "helm");
    private static final List<String> PROGRAMS = List.of("bash", "cat", "grep", "jq", "sed", "sleep");

    /** Programs that do nothing here, and why; nor do the scripts in hack/, which build and render the project. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "bin/docker", "builds and pushes an image, which needs a daemon and a registry",
            "bin/mvn", "is the build that this test is a part of",
            "bin/setup-envtest", "downloads a control plane; this test has one",
            ".ci/run", "is the build that this test is a part of");

    private static final Map<String, String> PLACEHOLDERS =
            Map.of("NAME", "new-checkout", "REGISTRY", "registry.example");

    private final Path folder;
    private final String prometheus;
    private final Map<String, String> environment;

    Sandbox(Path folder, ControlPlane controlPlane, String prometheus) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.prometheus = prometheus;
        this.environment = Map.of(
                "PATH", this.folder.resolve("bin").toString(),
                "HOME", this.folder.toString(),
                "KUBECONFIG", this.folder.resolve("kubeconfig").toString(),
                "KUBECACHEDIR", this.folder.resolve("cache").toString(),
                "FEATUREROLLOUT_HTTP_PORT", Integer.toString(Ports.free()));
        Files.createDirectories(this.folder.resolve("bin"));
        Files.writeString(this.folder.resolve("kubeconfig"), inNamespace(controlPlane.kubeconfig()));
        for (String name : FOLDERS) {
            link(name, Path.of(name));
        }
        for (String program : PROGRAMS) {
            link("bin/" + program, Path.of("/usr/bin", program));
        }
        for (String file : NOT_RUN.keySet()) {
            script(file, "exit 0");
        }
        for (String hack : hackScripts()) {
            script(hack, "exit 0");
        }
        kubectl(controlPlane.kubectl().program());
        script("bin/helm", "exec " + java() + " -cp '" + classPath() + "' " + HelmLine.class.getName() + " \"$@\"");
        featurerollout();
        userFiles();
    }

    private static List<String> hackScripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("hack"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    /** The reader's kubeconfig has the namespace of the examples. */
    private static String inNamespace(String kubeconfig) {
        String context = "{cluster: test, ";
        assertThat(kubeconfig).contains(context);
        return kubeconfig.replace(context, context + "namespace: shop, ");
    }

    /** The real one, but no command waits: there is nobody to end it, and no controller to wait for. */
    private void kubectl(Path program) throws IOException {
        script("bin/kubectl", """
            case " $* " in
              *" --watch "*) exec %1$s "$@" --request-timeout=1s ;;
              *" rollout status "*) exec %1$s "$@" --watch=false ;;
              *) exec %1$s "$@" ;;
            esac
            """.formatted(program));
    }

    /** The real one; the operator is stopped when it runs, and what takes long is told by its help that it exists. */
    private void featurerollout() throws IOException {
        String run = java() + " -cp '" + Path.of("target/featurerollout.jar").toAbsolutePath() + ":"
                + Path.of("target/lib").toAbsolutePath() + "/*' dev.featurerollout.Main";
        String script = """
            case " $* " in
              *" --help "*) exec %1$s "$@" ;;
            esac
            case ${1:-} in
              operator)
                coproc %1$s "$@" 2>&1
                while read -r line <&"${COPROC[0]}"; do
                  echo "$line"
                  case $line in *"operator started"*) kill "$COPROC_PID"; exit 0 ;; esac
                done
                exit 1 ;;
              demo | bench) exec %1$s "$@" --help ;; # DemoIT and ContestTest run them
              backtest) exec %1$s "$@" --every 1d ;; # a few starts are enough
              *) exec %1$s "$@" ;;
            esac
            """.formatted(run);
        for (String name : List.of("featurerollout", "bin/featurerollout", "bin/kubectl-featurerollout")) {
            script(name, script);
        }
    }

    /** Files that commands name without a folder: the reader's own. */
    private void userFiles() throws IOException {
        link("rollout.yaml", Path.of("examples/first/rollout.yaml"));
        link("configmap.yaml", Path.of("examples/first/configmap.yaml"));
        link("featureflags.yaml", Path.of("src/test/resources/openfeature/featureflags.yaml"));
        link("given/cluster.yaml", Path.of("src/test/resources/docs/cluster.yaml"));
        link("status.yaml", Path.of("src/test/resources/docs/status.yaml"));
        Files.writeString(
                folder.resolve("flags.json"),
                Manifests.json(Path.of("examples/first/configmap.yaml"))
                        .at("/data/flags.json")
                        .asText());
        Files.writeString(folder.resolve("ca.crt"), "");
        for (String file : List.of("Chart.yaml", "values.yaml", "templates")) {
            link(file, Path.of("examples/helm", file));
        }
    }

    private void link(String name, Path target) throws IOException {
        assertThat(target).exists();
        Path link = folder.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target.toAbsolutePath());
    }

    private void script(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/bash\n" + content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java")
                + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1";
    }

    /** Runs a script as a reader would, whose Prometheus and names are those of this test; returns what is printed. */
    String run(String script) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/bash", "-euo", "pipefail", "-c", filledIn(script))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        String printed = Files.readString(output);
        assertThat(ended).as("%s%nended; it printed%n%s", script, printed).isTrue();
        assertThat(process.exitValue())
                .as("exit code of%n%s%nwhich printed%n%s", script, printed)
                .isZero();
        return printed;
    }

    private String filledIn(String script) {
        String text = script.replace("http://localhost:9090", prometheus);
        for (Map.Entry<String, String> each : PLACEHOLDERS.entrySet()) {
            text = text.replaceAll("\\b" + each.getKey() + "\\b", each.getValue());
        }
        return text;
    }
}
