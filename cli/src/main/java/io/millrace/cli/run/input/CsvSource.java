package io.millrace.cli.run.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.millrace.cli.run.json.JsonText;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 *   bytes --as ISO 8859-1--> chars, one for each byte --FastCSV--> fields --back to bytes--> UTF-8, or refused
 *
 * The separators are ASCII, so the parser need not know the encoding. Thus a field that is not UTF-8 costs its own row, and
 * not the rest of the file; nor is it changed silently.
 */
/// The rows of a CSV file (RFC 4180). The input is a JSON object of the row, with the names that
/// the first row gives.
///
/// A row with more or fewer fields than the first is a job that is refused. A quote that is not
/// closed, or text behind one, ends the source with an error: where the next row begins cannot be
/// known.
///
/// @param opening opens what is read
public record CsvSource(Opening opening) implements Source {

    @Override
    public void forEach(Inputs out) throws IOException, InterruptedException {
        try (var bytes = CsvBytes.open(opening, out);
                var rows = reader(bytes);
                var each = rows.iterator()) {
            if (each.hasNext()) {
                List<String> names = names(each.next());
                while (each.hasNext()) {
                    take(each.next(), names, out);
                }
            }
            out.flush();
        } catch (CsvParseException e) {
            throw new IOException("CSV: " + message(e), e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause == null ? new IOException(e) : interruptedOr(cause);
        } catch (IOException e) {
            throw interruptedOr(e);
        }
    }

    private static CsvReader<CsvRecord> reader(CsvBytes bytes) {
        return CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted here
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(new InputStreamReader(bytes, ISO_8859_1));
    }

    private static String message(CsvParseException e) {
        Throwable cause = e.getCause();
        String why = cause == null ? "" : ": " + cause.getMessage();
        return e.getMessage() + why;
    }

    private static IOException interruptedOr(IOException e) throws InterruptedException {
        if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        return e;
    }

    private static List<String> names(CsvRecord header) throws IOException {
        List<String> names = textOrNull(header);
        if (names == null) {
            throw new IOException("CSV: the names in the first row are not valid UTF-8");
        }
        var seen = new HashSet<String>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IOException("CSV: two columns have the name '" + name + "'");
            }
        }
        return names;
    }

    private static void take(CsvRecord row, List<String> names, Inputs out)
            throws InterruptedException {
        String line = "line " + row.getStartingLineNumber();
        List<String> fields = textOrNull(row);
        if (fields == null) {
            String shown = ExactText.readable(String.join(",", exact(row)));
            out.refuse(shown, line + " is not valid UTF-8");
        } else if (fields.size() != names.size()) {
            out.refuse(
                    JsonText.array(fields),
                    line
                            + " has "
                            + fields.size()
                            + (fields.size() == 1 ? " field" : " fields")
                            + ", and the first row "
                            + names.size());
        } else {
            String object = JsonText.object(names, fields);
            if (object.length() > LineSource.LONGEST / 3
                    && object.getBytes(UTF_8).length > LineSource.LONGEST) {
                out.refuse(
                        object.substring(0, LineSource.SHOWN),
                        line
                                + " makes a longer input than "
                                + LineSource.LONGEST
                                + " bytes, the most that a job's input may have");
            } else {
                out.accept(object);
            }
        }
    }

    private static @Nullable List<String> textOrNull(CsvRecord row) {
        List<String> fields = exact(row);
        return fields.stream().allMatch(ExactText::isUtf8) ? fields : null;
    }

    private static List<String> exact(CsvRecord row) {
        var fields = new ArrayList<String>(row.getFieldCount());
        for (String field : row.getFields()) {
            byte[] bytes = field.getBytes(ISO_8859_1);
            fields.add(ExactText.decode(bytes, 0, bytes.length));
        }
        return fields;
    }
}
