/** The loop: what happens to a rollout, from its snapshot to its status. The only code that knows the operator SDK. */
package dev.featurerollout.watch;
