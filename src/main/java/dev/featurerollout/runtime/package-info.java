/** Running the operator: configuration, health and metrics over HTTP, leader election, shutdown. */
package dev.featurerollout.runtime;
