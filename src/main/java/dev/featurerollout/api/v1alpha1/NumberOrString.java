package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** Writes an int-or-string field: whole numbers as JSON numbers, everything else as a string. */
final class NumberOrString extends StdSerializer<String> {
    private static final int LONGEST_INT = 9;

    NumberOrString() {
        super(String.class);
    }

    @Override
    public void serialize(String value, JsonGenerator out, SerializerProvider provider) throws IOException {
        if (value.matches("-?[0-9]{1," + LONGEST_INT + "}")) {
            out.writeNumber(Integer.parseInt(value));
        } else {
            out.writeString(value);
        }
    }
}
