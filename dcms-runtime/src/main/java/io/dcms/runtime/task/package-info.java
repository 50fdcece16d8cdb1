/**
 * The life of one run as a state machine: every state and event pair is decided in {@link io.dcms.runtime.task.RunState#on}.
 * Pure: who holds a run tells it what happened and does what the step says.
 */
package io.dcms.runtime.task;
