/** From the store to the timeline: looks whether jobs have changed, validates what has, and hands on the differences. */
package io.dcms.runtime.sync;
