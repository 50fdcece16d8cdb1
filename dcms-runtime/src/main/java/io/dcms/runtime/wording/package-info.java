/** Cron expressions in the words of a language, for the command line and for REST. Pure. */
package io.dcms.runtime.wording;
