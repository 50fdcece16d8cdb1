package io.dcms.filter.keyword;

import io.dcms.spi.filter.OutputFilterContract;
import io.dcms.spi.filter.OutputFilterFactory;
import java.util.List;

class KeywordFilterContractTest extends OutputFilterContract {

    @Override
    protected OutputFilterFactory factory() {
        return new KeywordFilterFactory();
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                Sample.hit("fatal|failed|error", "fine\nstill fine\nan Error occurred\nFATAL\n", "error", 3, 19),
                Sample.hit("任务失败", "第一行\n二:任务失败\n", "任务失败", 2, 14),
                Sample.clean("fatal|failed|error", "fine\nfail, ed\nerr\nor\n"),
                Sample.clean("| |", "anything | at all"));
    }

    @Override
    protected List<String> badExpressions() {
        return List.of("fine|half \ud83d of a smile");
    }
}
