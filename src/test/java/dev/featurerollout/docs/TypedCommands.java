package dev.featurerollout.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands that a document tells its reader to type together: a fenced block of shell, or the code spans of one line.
 *
 * @param place where they are, such as {@code docs/plan.md:12}
 */
record TypedCommands(String place, String script) {
    private static final Pattern SHELL = Pattern.compile("```(sh|bash|shell|console)");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern COMMAND = Pattern.compile("(\\./)?(kubectl|helm|featurerollout) .*");

    /** Only the command's name, to talk about it: it must have a help. */
    private static final Pattern NAME_ALONE =
            Pattern.compile("((kubectl|helm) [a-z]+|(\\./)?featurerollout( [a-z]+)*)( NAME)?");

    static List<TypedCommands> in(Path file) {
        List<TypedCommands> found = new ArrayList<>();
        List<String> lines = Docs.text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String place = file + ":" + (i + 1);
            if (line.startsWith("```")) {
                int end = i + 1;
                while (!lines.get(end).startsWith("```")) {
                    end++;
                }
                if (SHELL.matcher(line).matches()) {
                    found.add(new TypedCommands(place, String.join("\n", lines.subList(i + 1, end))));
                }
                i = end;
            } else {
                spans(line, place, found);
            }
        }
        return found;
    }

    private static void spans(String line, String place, List<TypedCommands> found) {
        String script = SPAN.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(span -> span.substring(1, span.length() - 1))
                .filter(span -> COMMAND.matcher(span).matches())
                .map(TypedCommands::helpOfNames)
                .collect(Collectors.joining("\n"));
        if (!script.isEmpty()) {
            found.add(new TypedCommands(place, script));
        }
    }

    private static String helpOfNames(String command) {
        return NAME_ALONE.matcher(command).matches() ? command.replace(" NAME", "") + " --help" : command;
    }

    /** Returns the commands of the chart's notes: what is indented by more than a paragraph, up to the next text. */
    static List<TypedCommands> inNotes(String notes) {
        List<TypedCommands> found = new ArrayList<>();
        for (String paragraph : notes.split("\n\\s*\n")) {
            if (paragraph.lines().allMatch(line -> line.startsWith("     "))) {
                found.add(new TypedCommands("NOTES.txt", paragraph.stripIndent()));
            }
        }
        return found;
    }

    boolean contains(String text) {
        return script.contains(text);
    }
}
