package io.millrace.cli.run.input;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The regular files below a folder: all of them, or those that a glob matches.
///
/// They come in the order in which the file system lists them, while the tree is being walked.
/// Symbolic links are not followed. A folder that cannot be read is passed over, and makes the
/// source fail at its end.
public final class FileSource implements Source {
    private final Path root;
    private final boolean bare; // the root is the working directory, and not part of the names
    private final Predicate<Path> wanted;

    private FileSource(Path root, boolean bare, Predicate<Path> wanted) {
        this.root = root;
        this.bare = bare;
        this.wanted = wanted;
    }

    /// Makes a source of all regular files below `folder`, named as `find folder` names them.
    public static FileSource below(String folder) {
        return new FileSource(Path.of(folder), false, _ -> true);
    }

    /// Makes a source of the files that a glob matches: `*`, `?`, `[..]`, `{a,b}` within a name,
    /// `**` across folders, none included: `**/x` is `x` too.
    ///
    /// @throws java.util.regex.PatternSyntaxException if it is no glob
    public static FileSource matching(String glob) {
        String[] names = glob.split("/", -1);
        var fixed = new StringBuilder();
        int i = 0;
        while (i < names.length - 1 && !names[i].matches(".*[*?\\[{\\\\].*")) {
            fixed.append(names[i++]).append('/');
        }
        boolean bare = fixed.isEmpty();
        Path root = Path.of(bare ? "." : fixed.toString());
        PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
        // The platform's "**/" wants at least one folder.
        PathMatcher flat = root.getFileSystem().getPathMatcher("glob:" + glob.replace("**/", ""));
        return new FileSource(root, bare, path -> matcher.matches(path) || flat.matches(path));
    }

    @Override
    public void forEach(Inputs out) throws IOException, InterruptedException {
        var walk = new Walk(out);
        try {
            Files.walkFileTree(root, walk);
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        IOException failure = walk.failure;
        if (failure != null) {
            throw failure;
        }
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Inputs out;
        private @Nullable IOException failure; // the first

        Walk(Inputs out) {
            this.out = out;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Path path = bare ? root.relativize(file) : file;
            if (attributes.isRegularFile() && wanted.test(path)) {
                try {
                    out.accept(exactName(path));
                    out.flush();
                } catch (InterruptedException e) {
                    var stop = new InterruptedIOException();
                    stop.initCause(e);
                    throw stop;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(root)) {
                throw why;
            }
            failure = failure == null ? why : failure;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            failure = failure == null ? why : failure;
            return FileVisitResult.CONTINUE;
        }
    }

    /// Returns a path's name, exactly: its text is not exact if the name is not in the platform's
    /// encoding, but its URI has every byte.
    static String exactName(Path path) {
        String text = path.toString();
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        String whole = exact(path.toUri());
        Path folder = path.isAbsolute() ? path.getRoot() : Path.of("");
        String above = exact(folder.toUri());
        String prefix = path.isAbsolute() ? "" : above.endsWith("/") ? above : above + "/";
        return whole.substring(prefix.length());
    }

    private static String exact(URI uri) {
        String raw = uri.getRawPath();
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) raw.charAt(i);
            }
        }
        return ExactText.decode(bytes, 0, length);
    }

    @Override
    public String toString() {
        return root + File.separator;
    }
}
