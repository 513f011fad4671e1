package dev.featurerollout.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.file.Path;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the log goes, and in which form: one JSON object a line, or lines for people. */
public final class Logs {
    /** The form of a line. */
    public enum Format {
        json,
        text
    }

    private Logs() {}

    /** Sends the log of the operator to stdout; what libraries say below a warning is left out. */
    public static void configure(Format format, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setEncoder(format == Format.json ? json(context) : text(context));
        send(context, appender, level);
    }

    /** Sends it to a file, in lines for people: for a command whose stdout is its own. */
    public static void toFile(Path file, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        appender.setEncoder(text(context));
        send(context, appender, level);
    }

    private static void send(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Level level) {
        context.reset();
        appender.setContext(context);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("dev.featurerollout").setLevel(level);
        // It warns of every alpha version that is used: ours.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
        // The SDK registers one meter with two sets of tags; the second is left out.
        context.getLogger("io.micrometer.prometheusmetrics").setLevel(Level.ERROR);
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("time");
        names.setVersion("[ignore]");
        names.setLevelValue("[ignore]");
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %msg %kvp%n");
        encoder.start();
        return encoder;
    }
}
