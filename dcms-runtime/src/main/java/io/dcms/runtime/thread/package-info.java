/** Threads that can be told apart in a thread dump. */
package io.dcms.runtime.thread;
