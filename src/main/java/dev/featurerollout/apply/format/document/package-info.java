/**
 * JSON, YAML and properties documents as trees that know where each node stands in the text, and edits in place.
 *
 * <p>{@link dev.featurerollout.apply.format.document.Document} opens a text; a format looks for the
 * {@link dev.featurerollout.apply.format.document.Node}s that hold its value and hands back
 * {@link dev.featurerollout.apply.format.document.Edit}s. Everything outside the edits stays as it was.
 */
package dev.featurerollout.apply.format.document;
