package dev.featurerollout.cli;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says why a command failed, with the cause that a person can do something about. */
final class Failures {
    private Failures() {}

    static String message(Throwable failure) {
        if (failure instanceof KubernetesClientException ofApiServer) {
            return ofApiServer(ofApiServer);
        }
        return Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    private static String ofApiServer(KubernetesClientException failure) {
        if (failure.getCode() > 0) {
            return "the API server refuses: " + answer(failure);
        }
        return "the API server cannot be reached: " + connection(failure)
                + ". Check the cluster of the kubeconfig, which --kubeconfig or KUBECONFIG names";
    }

    /** The server's own words; the client adds the request, and everything that was answered. */
    private static String answer(KubernetesClientException failure) {
        return Optional.ofNullable(failure.getStatus()).map(Status::getMessage).orElseGet(failure::getMessage);
    }

    private static String connection(Throwable failure) {
        return causes(failure)
                .flatMap(cause -> words(cause).stream())
                .findFirst()
                .orElseGet(() -> {
                    Throwable root =
                            causes(failure).reduce((outer, inner) -> inner).orElse(failure);
                    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
                });
    }

    private static Optional<String> words(Throwable cause) {
        return switch (cause) {
            case UnknownHostException e -> Optional.of("its host name cannot be resolved");
            case UnresolvedAddressException e -> Optional.of("its host name cannot be resolved");
            case HttpTimeoutException e -> Optional.of("it does not answer in time");
            case SSLException e -> Optional.of("TLS failed: " + e.getMessage());
            case ConnectException e
            when causes(e).noneMatch(UnresolvedAddressException.class::isInstance) -> Optional.of("connection refused");
            default -> Optional.empty();
        };
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
