package dev.featurerollout.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a query into words and signs; white space and comments fall away. */
final class Lexer {
    /** Possessive, as all repeated groups here: for others the engine recurses once for each repetition. */
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]++(?:ms|[smhdwy]))++");

    /** Underscores between digits are of Prometheus 3. */
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F_]+|(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Set<String> LONG_SIGNS = Set.of("==", "!=", "<=", ">=", "=~", "!~");
    private static final String SIGNS = "(){}[],=<>+-*/%^@:";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int braces;
    private int brackets;

    private Lexer(String text) {
        this.text = text;
    }

    /** Returns the tokens, the last of which is {@link Token.Kind#END}. */
    static List<Token> tokens(String text) throws SyntaxProblem {
        Lexer lexer = new Lexer(text);
        while (lexer.next()) {
            // Each adds a token or skips what is none.
        }
        lexer.tokens.add(new Token(Token.Kind.END, "", new Extent(text.length(), text.length())));
        return lexer.tokens;
    }

    private boolean next() throws SyntaxProblem {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            at++;
        } else if (c == '#') {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '"' || c == '\'' || c == '`') {
            string(c);
        } else if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            number();
        } else if (isLetter(c) || c == ':' && brackets == 0 && braces == 0) {
            Matcher word =
                    (braces > 0 || brackets > 0 ? LABEL : NAME).matcher(text).region(at, text.length());
            word.lookingAt();
            add(Token.Kind.WORD, word.end());
        } else {
            sign(c);
        }
        return true;
    }

    private void add(Token.Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(at, end), new Extent(at, end)));
        at = end;
    }

    private void number() throws SyntaxProblem {
        Matcher duration = DURATION.matcher(text).region(at, text.length());
        if (duration.lookingAt() && endsAt(duration.end())) {
            add(Token.Kind.DURATION, duration.end());
            return;
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt() || !endsAt(number.end())) {
            throw new SyntaxProblem(at, "a number or duration that is not well formed: write 0.5, 1e3, 90s or 1h30m");
        }
        add(Token.Kind.NUMBER, number.end());
    }

    private boolean endsAt(int end) {
        return end == text.length() || !isLetter(text.charAt(end)) && !isDigit(text.charAt(end));
    }

    private void sign(char c) throws SyntaxProblem {
        String two = text.substring(at, Math.min(at + 2, text.length()));
        if (LONG_SIGNS.contains(two)) {
            add(Token.Kind.SIGN, at + 2);
            return;
        }
        if (SIGNS.indexOf(c) < 0) {
            String character = new String(Character.toChars(text.codePointAt(at)));
            throw new SyntaxProblem(at, "PromQL has no sign \"" + character + '"');
        }
        braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
        add(Token.Kind.SIGN, at + 1);
    }

    private void string(char quote) throws SyntaxProblem {
        int start = at;
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            if (at == text.length() || quote != '`' && text.charAt(at) == '\n') {
                throw new SyntaxProblem(start, "a text without its closing " + quote);
            }
            char c = text.charAt(at++);
            if (c == quote) {
                break;
            }
            if (c == '\\' && quote != '`') {
                value.append(escaped(quote));
            } else {
                value.append(c);
            }
        }
        tokens.add(new Token(Token.Kind.STRING, value.toString(), new Extent(start, at)));
    }

    private String escaped(char quote) throws SyntaxProblem {
        int start = at - 1;
        char c = at < text.length() ? text.charAt(at++) : quote;
        int simple = "abfnrtv\\".indexOf(c);
        if (simple >= 0) {
            return String.valueOf("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
        }
        if (c == quote && at < text.length()) {
            return String.valueOf(c);
        }
        return switch (c) {
            case 'x' -> character(start, at, 2, 16);
            case 'u' -> character(start, at, 4, 16);
            case 'U' -> character(start, at, 8, 16);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> character(start, at - 1, 3, 8);
            default ->
                throw new SyntaxProblem(
                        start,
                        "the text knows no \\" + c + ": write \\\\" + c + " for a backslash, or put the text in `...`");
        };
    }

    private String character(int start, int from, int digits, int radix) throws SyntaxProblem {
        try {
            String code = text.substring(from, Math.min(from + digits, text.length()));
            String character = new String(Character.toChars(Integer.parseUnsignedInt(code, radix)));
            if (code.length() == digits) {
                at = from + digits;
                return character;
            }
        } catch (IllegalArgumentException notACharacter) {
            // As below.
        }
        throw new SyntaxProblem(start, "a backslash with digits that are no character");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
