package io.millrace.cli.run.http;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.json.NoValueException;
import java.io.FileNotFoundException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The request of every job, with tokens.
public final class RequestTemplate {
    private static final Pattern SYNTAX = Pattern.compile("([A-Z]+) +(\\S.*)", Pattern.DOTALL);
    private static final Set<String> SENDING = Set.of("POST", "PUT", "PATCH");
    private static final URI ANY = URI.create("http://localhost/");
    private static final String AGENT = "User-Agent";

    /// A header's name, and its value.
    private record Header(String name, Template value) {}

    private final String method;
    private final Template url;
    private final List<Header> headers = new ArrayList<>();
    private final @Nullable Template body;
    private final @Nullable Template file; // whose content is the body

    /// Makes a template.
    ///
    /// @param request `METHOD URL`
    /// @param headers each `Name: value`
    /// @param body what is sent; null for nothing, but for a method that sends the input
    /// @param file the name of a file that is sent instead; null for none
    /// @throws IllegalArgumentException if it makes no sense; the message is for the user
    public RequestTemplate(
            String request, List<String> headers, @Nullable String body, @Nullable String file) {
        Matcher found = SYNTAX.matcher(request);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "--http '" + request + "': write METHOD URL, as 'GET http://localhost/{}'");
        }
        method = String.valueOf(found.group(1));
        url = new Template(String.valueOf(found.group(2)));
        headers.forEach(header -> this.headers.add(header(header)));
        this.file = file == null ? null : new Template(file);
        boolean sendsInput =
                body == null && file == null && SENDING.contains(method) && !hasToken(url);
        this.body = sendsInput ? new Template("{}") : body == null ? null : new Template(body);
        check(request);
    }

    private boolean hasToken(Template url) {
        return url.hasToken() || headers.stream().anyMatch(header -> header.value.hasToken());
    }

    private void check(String request) {
        builder(ANY); // refuses a method that cannot be sent
        if (!hasToken(url)
                && (body == null || !body.hasToken())
                && (file == null || !file.hasToken())) {
            throw new IllegalArgumentException(
                    "--http '" + request + "': the input is used nowhere; put {} into the URL");
        }
        String start = url.toString();
        if (!start.matches("(?s)(?i:https?://).+|\\{.*")) {
            throw new IllegalArgumentException(
                    "--http '" + request + "': a URL begins with http:// or https://, or is {}");
        }
        if (!url.hasToken()) {
            uri(start);
        }
    }

    private static Header header(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("--header '" + text + "': write 'Name: value'");
        }
        String name = text.substring(0, colon).strip();
        try {
            HttpRequest.newBuilder().header(name, "any");
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "--header '" + text + "': this name is not allowed, or the client sets it");
        }
        return new Header(name, new Template(text.substring(colon + 1).strip()));
    }

    /// Returns the request of a job.
    ///
    /// @throws NoValueException if its input has no value for a token
    /// @throws IllegalArgumentException if it makes no valid URL or header; the message is for the
    ///   user
    /// @throws FileNotFoundException if there is no such file to be sent
    HttpRequest request(Job job, int slot) throws NoValueException, FileNotFoundException {
        HttpRequest.Builder builder = builder(uri(url(job, slot)));
        boolean named = false;
        for (Header header : headers) {
            String value = header.value.expand(job, slot);
            try {
                builder.header(header.name, value);
            } catch (IllegalArgumentException _) {
                throw new IllegalArgumentException(
                        "header " + header.name + ": this value cannot be sent: '" + value + "'");
            }
            named |= header.name.equalsIgnoreCase(AGENT);
        }
        if (!named) {
            builder.header(AGENT, "millrace");
        }
        return builder.method(method, content(job, slot)).build();
    }

    private HttpRequest.Builder builder(URI uri) {
        try {
            // Without TLS the client would ask each server to change to HTTP/2 in the middle of a
            // request, and some do not expect that.
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            return HttpRequest.newBuilder(uri)
                    .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .method(method, BodyPublishers.noBody());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot request " + method + " " + uri + ": " + e.getMessage());
        }
    }

    private String url(Job job, int slot) throws NoValueException {
        return url.expandIn(job, slot, UrlText::fit);
    }

    private static URI uri(String text) {
        try {
            // Letters beyond ASCII are allowed in a URI, and not in a request.
            return new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "this is no URL: " + ExactText.readable(text) + ": " + e.getReason());
        }
    }

    private BodyPublisher content(Job job, int slot)
            throws NoValueException, FileNotFoundException {
        if (file != null) {
            return BodyPublishers.ofFile(Path.of(file.expand(job, slot)));
        }
        return body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(ExactText.encode(body.expand(job, slot)));
    }

    /// Returns the first line of a job's request.
    ///
    /// @throws NoValueException if its input has no value for a token
    public String line(Job job, int slot) throws NoValueException {
        try {
            return method + " " + uri(url(job, slot));
        } catch (IllegalArgumentException e) {
            throw new NoValueException(String.valueOf(e.getMessage()));
        }
    }
}
