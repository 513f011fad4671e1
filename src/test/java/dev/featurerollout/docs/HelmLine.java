package dev.featurerollout.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Helm as a program: the options that this project's documents use, carried out by Helm's own library. */
@Command(name = "helm", mixinStandardHelpOptions = true)
final class HelmLine {
    private static final Path KUBECONFIG = Path.of(System.getenv("KUBECONFIG"));

    public static void main(String[] args) {
        System.exit(new CommandLine(new HelmLine()).execute(args));
    }

    @Command(mixinStandardHelpOptions = true)
    void install(
            @Parameters String name,
            @Parameters Path chart,
            @Option(names = "--namespace") String namespace,
            @Option(names = "--create-namespace") boolean createNamespace,
            @Option(names = "--set") List<String> values)
            throws IOException {
        InstallCommand install = new Helm(chart)
                .install()
                .withName(name)
                .withNamespace(namespace)
                .withKubeConfig(KUBECONFIG);
        if (createNamespace) {
            install.createNamespace();
        }
        install.withValuesFile(file(values));
        System.out.println(install.call().getOutput());
    }

    @Command(mixinStandardHelpOptions = true)
    void upgrade(
            @Parameters String name,
            @Parameters Path chart,
            @Option(names = "--namespace") String namespace,
            @Option(names = "--reuse-values") boolean reuseValues,
            @Option(names = "--set") List<String> values)
            throws IOException {
        UpgradeCommand upgrade = new Helm(chart)
                .upgrade()
                .withName(name)
                .withNamespace(namespace)
                .withKubeConfig(KUBECONFIG);
        if (reuseValues) {
            upgrade.reuseValues();
        }
        upgrade.withValuesFile(file(values));
        System.out.println(upgrade.call().getOutput());
    }

    @Command(mixinStandardHelpOptions = true)
    void uninstall(@Parameters String name, @Option(names = "--namespace") String namespace) {
        System.out.println(Helm.uninstall(name)
                .withNamespace(namespace)
                .withKubeConfig(KUBECONFIG)
                .call());
    }

    @Command(mixinStandardHelpOptions = true)
    void template(@Parameters Path chart) {
        System.out.println(new Helm(chart).template().call());
    }

    /** Returns a file with the values of --set, of which Helm's library knows no lists. */
    private static Path file(List<String> values) throws IOException {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        for (String value : values) {
            String[] pair = value.split("=", 2);
            int dot = pair[0].lastIndexOf('.');
            ObjectNode parent = tree.withObject("/" + pair[0].substring(0, dot).replace('.', '/'));
            if (pair[1].startsWith("{")) {
                ArrayNode list = parent.putArray(pair[0].substring(dot + 1));
                List.of(pair[1].replaceAll("[{}]", "").split(",")).forEach(list::add);
            } else {
                parent.put(pair[0].substring(dot + 1), pair[1]);
            }
        }
        return Files.writeString(Files.createTempFile("values", ".json"), tree.toString());
    }
}
