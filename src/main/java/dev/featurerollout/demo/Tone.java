package dev.featurerollout.demo;

/** What a piece of text means to the eye. */
enum Tone {
    Plain(""),
    Strong("1"),
    Faint("2"),
    Good("32"),
    Busy("36"),
    Warn("33"),
    Bad("1;31");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** Returns the text with the terminal's colours for it. */
    String paint(String text) {
        return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
