/**
 * What is likely to go wrong with success criteria, seen in their text: pure. {@link
 * dev.featurerollout.lint.LintRules} is the list.
 */
package dev.featurerollout.lint;
