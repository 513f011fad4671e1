/** Decisions become changes of flags: the port to the flags, and the order in which they are written. */
package dev.featurerollout.apply;
