/** Help with texts that people type. Pure. */
package io.dcms.runtime.text;
