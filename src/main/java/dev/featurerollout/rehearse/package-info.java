/** What a rollout would have done: the real engine, played against recorded metrics. */
package dev.featurerollout.rehearse;
