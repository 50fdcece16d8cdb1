package io.dcms.filter.keyword;

import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.OutputScanner;
import java.lang.ref.SoftReference;

/**
 * An expression that is ready for any number of runs, on any thread.
 *
 * <p>Its sieve is made with the first run and forgotten when memory is short: ten thousand jobs have ten thousand filters, but few
 * run at a time. Two runs that begin together may make two; they are alike.
 */
final class CompiledKeywords implements CompiledFilter {

    private final Automaton automaton;
    private volatile SoftReference<Sieve> sieve = new SoftReference<>(null);

    CompiledKeywords(Automaton automaton) {
        this.automaton = automaton;
    }

    @Override
    public OutputScanner scanner() {
        return new KeywordScanner(automaton, sieve());
    }

    private Sieve sieve() {
        Sieve known = sieve.get();
        if (known == null) {
            known = SieveBuilder.build(automaton.keywords());
            sieve = new SoftReference<>(known);
        }
        return known;
    }
}
