package dev.featurerollout.measure.prometheus;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Puts the older forms of private keys into the one that Java reads. */
final class Pkcs8 {

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int SEC1_PARAMETERS = 0xa0;

    private static final byte[] VERSION = {INTEGER, 1, 0};
    /** 1.2.840.113549.1.1.1 and the NULL that goes with it. */
    private static final byte[] RSA = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0
    };
    /** 1.2.840.10045.2.1. */
    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Pkcs8() {}

    /** An RSA key, "BEGIN RSA PRIVATE KEY". */
    static byte[] fromPkcs1(byte[] pkcs1) {
        return der(SEQUENCE, VERSION, der(SEQUENCE, RSA), der(OCTET_STRING, pkcs1));
    }

    /** An elliptic curve key that names its curve, "BEGIN EC PRIVATE KEY". */
    static byte[] fromSec1(byte[] sec1) throws GeneralSecurityException {
        try {
            ByteBuffer fields = content(ByteBuffer.wrap(sec1), SEQUENCE);
            content(fields, INTEGER);
            content(fields, OCTET_STRING);
            ByteBuffer curve = content(fields, SEC1_PARAMETERS);
            byte[] oid = new byte[curve.remaining()];
            curve.get(oid);
            return der(SEQUENCE, VERSION, der(SEQUENCE, EC, oid), der(OCTET_STRING, sec1));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new GeneralSecurityException("the EC key is damaged or does not name its curve; give it as PKCS#8");
        }
    }

    private static ByteBuffer content(ByteBuffer in, int tag) {
        if ((in.get() & 0xff) != tag) {
            throw new IllegalArgumentException();
        }
        int length = in.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length - 0x80;
            for (length = 0; bytes > 0; bytes--) {
                length = length << 8 | in.get() & 0xff;
            }
        }
        ByteBuffer content = in.slice().limit(length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            body.writeBytes(content);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (body.size() < 0x80) {
            whole.write(body.size());
        } else {
            whole.write(0x82);
            whole.write(body.size() >> 8);
            whole.write(body.size());
        }
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }
}
