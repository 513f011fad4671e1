package dev.featurerollout.e2e;

import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Stands between an operator and the API server: counts its requests, and can do something at the very moment of one,
 * such as killing the operator before a patch arrives or before it hears of it.
 */
final class ApiProxy implements AutoCloseable {
    /** One request line. */
    record Request(String method, String path) {
        boolean patchesConfigMap() {
            return method.equals("PATCH") && path.contains("/configmaps/");
        }

        boolean writesStatus() {
            return method.equals("PUT") && path.contains("/status");
        }

        boolean listsPods() {
            return method.equals("GET") && path.contains("/pods?");
        }

        boolean isWatch() {
            return path.contains("watch=true");
        }

        boolean isLease() {
            return path.contains("/leases");
        }

        boolean isEvent() {
            return method.equals("POST") && path.contains("/events");
        }
    }

    /** When the hook strikes. */
    enum Moment {
        /** The request never reaches the API server. */
        BEFORE,
        /** It does, but its answer never reaches the operator. */
        AFTER
    }

    private record Hook(Predicate<Request> which, Moment moment, Runnable act) {}

    private final ServerSocket server;
    private final URI target;
    private final SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "api-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Hook hook;
    private volatile List<String> impersonation = List.of();

    ApiProxy() {
        try {
            target = URI.create(
                    Config.fromKubeconfig(ControlPlane.shared().kubeconfig()).getMasterUrl());
            tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new TrustEverybody()}, null);
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(this::accept);
    }

    /** Returns the shared control plane's kubeconfig, with the way leading through here. */
    String kubeconfig() {
        return ControlPlane.shared()
                .kubeconfig()
                .replaceAll("cluster: \\{[^}]*}", "cluster: {server: http://127.0.0.1:" + server.getLocalPort() + "}");
    }

    /** Returns a new client that goes through here; the caller closes it. */
    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig()))
                .build();
    }

    List<Request> requests(Predicate<Request> which) {
        return requests.stream().filter(which).collect(Collectors.toList());
    }

    /** From now on requests are made in the name of a user with these groups, and may only do what that user may. */
    ApiProxy inTheNameOf(String user, String... groups) {
        List<String> headers = new ArrayList<>(List.of("Impersonate-User: " + user));
        for (String group : groups) {
            headers.add("Impersonate-Group: " + group);
        }
        impersonation = List.copyOf(headers);
        return this;
    }

    void forgetRequests() {
        requests.clear();
    }

    /** Does {@code act} at the next such request, once, and cuts its connection. */
    void at(Moment moment, Predicate<Request> which, Runnable act) {
        hook = new Hook(which, moment, act);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Head head = Head.read(client.getInputStream());
            byte[] body = client.getInputStream().readNBytes(head.contentLength());
            requests.add(head.request());
            Hook due = take(head.request());
            if (due != null && due.moment() == Moment.BEFORE) {
                due.act().run();
                return;
            }
            try (Socket api = tls.getSocketFactory().createSocket(target.getHost(), target.getPort())) {
                api.getOutputStream().write(head.forwarded(target, impersonation));
                api.getOutputStream().write(body);
                if (due != null) {
                    api.getInputStream().readAllBytes();
                    due.act().run();
                    return;
                }
                if (head.isWebSocket()) {
                    threads.execute(() -> relay(client, api));
                }
                relay(api, client);
            }
        } catch (IOException e) {
            // Either side hung up.
        }
    }

    private synchronized Hook take(Request request) {
        if (hook == null || !hook.which().test(request)) {
            return null;
        }
        Hook due = hook;
        hook = null;
        return due;
    }

    private static void relay(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // Either side hung up.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** The head of an HTTP/1.1 request. */
    private record Head(List<String> lines) {
        static Head read(InputStream in) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                bytes.write(next);
            }
            return new Head(Arrays.asList(
                    bytes.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n")));
        }

        Request request() {
            String[] words = lines.get(0).split(" ");
            return new Request(words[0], words[1]);
        }

        int contentLength() {
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .map(line -> Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }

        boolean isWebSocket() {
            return lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).matches("upgrade: *websocket"));
        }

        /** One request a connection, and no other protocol than was asked for. */
        byte[] forwarded(URI target, List<String> more) {
            List<String> sent = lines.stream()
                    .filter(line -> isWebSocket()
                            || !line.toLowerCase(Locale.ROOT).matches("(connection|upgrade|http2-settings):.*"))
                    .map(line ->
                            line.toLowerCase(Locale.ROOT).startsWith("host:") ? "Host: " + target.getAuthority() : line)
                    .collect(Collectors.toList());
            sent.addAll(more);
            if (!isWebSocket()) {
                sent.add("Connection: close");
            }
            return (String.join("\r\n", sent) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The API server's certificate is its own; what is tested here is not TLS. */
    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
