package dev.featurerollout.lint;

import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One thing that is looked for.
 *
 * @param name in one word, as {@link Finding#rule()}
 * @param check returns what there is to say about a query
 */
record LintRule(String name, Severity severity, Function<Subject, Stream<Remark>> check) {}
