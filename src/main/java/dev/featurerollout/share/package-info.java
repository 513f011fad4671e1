/**
 * Which users get a flag: the algorithms by which the evaluators of each format deal users, without the evaluators.
 *
 * <p>Pure. The formats read a document into a {@link dev.featurerollout.share.Dealing}; tests hold each to the library
 * whose algorithm it is, user by user.
 */
package dev.featurerollout.share;
