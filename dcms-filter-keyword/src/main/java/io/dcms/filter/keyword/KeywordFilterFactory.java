package io.dcms.filter.keyword;

import io.dcms.spi.PluginContext;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.filter.OutputFilterFactory;

/** The filter {@code keyword}, which has no settings. */
public final class KeywordFilterFactory implements OutputFilterFactory {

    @Override
    public String name() {
        return "keyword";
    }

    @Override
    public OutputFilter create(PluginContext context) {
        return new KeywordFilter();
    }
}
