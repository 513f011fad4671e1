package dev.featurerollout.demo;

import java.util.List;
import java.util.Map;

/** Shows what goes on. */
interface View extends AutoCloseable {
    /** Something happened. */
    void tell(Entry entry);

    /** Is called a few times a second. */
    void refresh(Board board, Map<String, Double> shares);

    /** Ends it; the results stay to be read. */
    void conclude(List<Line> conclusion);

    @Override
    void close();
}
