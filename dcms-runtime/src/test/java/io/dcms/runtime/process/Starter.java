package io.dcms.runtime.process;

import io.dcms.spi.ConfigException;

/** What starts the runs: a Perl script, or where there is no perl a shell script. */
enum Starter {
    PERL,
    SH;

    Tools tools() throws ConfigException {
        return this == PERL ? Tools.find() : Tools.find().withoutPerl();
    }
}
