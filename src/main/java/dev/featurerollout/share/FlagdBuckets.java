package dev.featurerollout.share;

import java.util.ArrayList;
import java.util.List;

/** The two ways in which flagd's {@code fractional} has put users into buckets, by MurmurHash3. */
public enum FlagdBuckets {
    /** Fine buckets: the hash times the sum of the weights, divided by 2^32. */
    Since015("flagd since 0.15") {
        @Override
        Object dealt(String hashed, List<Entry> entries) throws Logic.Wrong {
            long total = entries.stream().mapToLong(Entry::weight).sum();
            long bucket = Integer.toUnsignedLong(Murmur3.hash(hashed)) * total >>> Integer.SIZE;
            long end = 0;
            for (Entry entry : entries) {
                end += entry.weight();
                if (bucket < end) {
                    return entry.variation();
                }
            }
            return null;
        }

        @Override
        String nothing() {
            return "null";
        }
    },

    /** The hash without its sign as a percentage, in single precision. */
    Before015("flagd before 0.15") {
        @Override
        Object dealt(String hashed, List<Entry> entries) throws Logic.Wrong {
            int total = (int) entries.stream().mapToLong(Entry::weight).sum();
            float bucket = Math.abs(Murmur3.hash(hashed)) / (float) Integer.MAX_VALUE * HUNDRED;
            float end = 0;
            for (Entry entry : entries) {
                // As an int, which overflows for large weights, there too.
                end += entry.weight() == 0 ? 0 : (int) entry.weight() * HUNDRED / (float) total;
                if (bucket < end) {
                    return entry.variation();
                }
            }
            throw new Logic.Wrong("no bucket for this user");
        }

        @Override
        String nothing() throws Logic.Wrong {
            throw new Logic.Wrong("nothing cannot be part of a text");
        }
    };

    private static final int HUNDRED = 100;

    private final String title;

    FlagdBuckets(String title) {
        this.title = title;
    }

    /** Returns which evaluators have these, for people. */
    public String title() {
        return title;
    }

    /** One variation and its weight. */
    record Entry(Object variation, long weight) {}

    /** Returns what a text is put together with where an attribute is not known. */
    abstract String nothing() throws Logic.Wrong;

    abstract Object dealt(String hashed, List<Entry> entries) throws Logic.Wrong;

    /** Returns what the entries of a {@code fractional}, evaluated, give for a text; null if one of them is none. */
    final Object choose(String hashed, List<Object> evaluated) throws Logic.Wrong {
        List<Entry> entries = new ArrayList<>();
        for (Object entry : evaluated) {
            if (!(entry instanceof List<?> pair) || pair.isEmpty()) {
                return null;
            }
            Object weight = pair.size() > 1 ? pair.get(1) : 1.0;
            if (!(weight instanceof Double number) || number != Math.rint(number)) {
                return null;
            }
            entries.add(new Entry(pair.get(0), Math.max(0, number.longValue())));
        }
        return dealt(hashed, entries);
    }
}
