/** TLS from PEM files: what the agent shows to callers, and whom a client trusts. */
package io.dcms.runtime.tls;
