package dev.featurerollout.measure.prometheus;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** An HTTP server down to the bytes: it can break off, hang, and lie. One request for each connection. */
final class ScriptedServer implements AutoCloseable {

    /** What came in. Header names are in lower case; the form is the body's or the query's. */
    record Request(String method, String path, Map<String, String> headers, Map<String, String> form) {}

    /** What is done about it. */
    @FunctionalInterface
    interface Behaviour {
        void serve(Request request, Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final boolean tls;
    private final Behaviour behaviour;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Behaviour behaviour) throws IOException {
        this(behaviour, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** One that speaks TLS; {@code clients}: it wants a certificate that {@code context} trusts. */
    static ScriptedServer tls(SSLContext context, boolean clients, Behaviour behaviour) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(clients);
        return new ScriptedServer(behaviour, socket);
    }

    private ScriptedServer(Behaviour behaviour, ServerSocket socket) {
        this.behaviour = behaviour;
        this.socket = socket;
        this.tls = socket instanceof SSLServerSocket;
        threads.execute(this::accept);
    }

    /** A complete reply. */
    static Behaviour reply(int status, String contentType, String body, String... headers) {
        return (request, connection) -> connection.getOutputStream().write(message(status, contentType, body, headers));
    }

    static Behaviour json(int status, String body) {
        return reply(status, "application/json", body);
    }

    /** A reply that announces all of {@code body} and breaks off in the middle. */
    static Behaviour half(String body) {
        return (request, connection) -> {
            byte[] whole = message(200, "application/json", body);
            connection.getOutputStream().write(whole, 0, whole.length - body.length() / 2);
        };
    }

    /** No reply, and a reset instead of a good-bye. */
    static Behaviour reset() {
        return (request, connection) -> connection.setSoLinger(true, 0);
    }

    /** Does not reply, or not to the end, until the server is closed. */
    Behaviour hang(String beginning) {
        return (request, connection) -> {
            connection.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    String url() {
        return (tls ? "https" : "http") + "://localhost:" + socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    private static byte[] message(int status, String contentType, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Because\r\nConnection: close\r\n");
        head.append("Content-Type: " + contentType + "\r\nContent-Length: " + bytes.length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(bytes);
        return message.toByteArray();
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Request request = read(new BufferedInputStream(connection.getInputStream()));
            requests.add(request);
            behaviour.serve(request, connection);
        } catch (IOException e) {
            // The client has gone, or was not let in: what it makes of that is what the test is about.
            return;
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        if (first.length != 3) {
            throw new IOException("not HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] header = line.split(": *", 2);
            if (header.length != 2) {
                throw new IOException("not HTTP");
            }
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] target = first[1].split("\\?", 2);
        Map<String, String> form = new HashMap<>();
        for (String field : (target.length > 1 ? target[1] : body).split("&")) {
            String[] pair = field.split("=", 2);
            form.put(pair[0], pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "");
        }
        return new Request(first[0], target[0], headers, form);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("end of request");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
