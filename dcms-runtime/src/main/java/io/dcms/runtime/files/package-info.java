/** Whose files are: what lies below a folder such as {@code /tmp}, where everybody can write, may have been put there by anybody. */
package io.dcms.runtime.files;
