package io.millrace.cli.run.http;

/// What a status code means for a job.
final class Status {
    private Status() {}

    static boolean isOk(int status) {
        return status >= 200 && status < 300;
    }

    /// Tells whether the same request may succeed later: the server, or one on the way, is at fault
    /// or busy. What the client is told to change stays wrong.
    static boolean mayRetry(int status) {
        return switch (status) {
            case 408, 425, 429 -> true;
            case 501, 505 -> false; // it does not know the method, or the version
            default -> status >= 500;
        };
    }

    /// Returns a status as people know it; HTTP/2 sends the number only.
    static String text(int status) {
        String name =
                switch (status) {
                    case 200 -> "OK";
                    case 201 -> "Created";
                    case 202 -> "Accepted";
                    case 204 -> "No Content";
                    case 301 -> "Moved Permanently";
                    case 302 -> "Found";
                    case 303 -> "See Other";
                    case 304 -> "Not Modified";
                    case 307 -> "Temporary Redirect";
                    case 308 -> "Permanent Redirect";
                    case 400 -> "Bad Request";
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 408 -> "Request Timeout";
                    case 409 -> "Conflict";
                    case 410 -> "Gone";
                    case 411 -> "Length Required";
                    case 413 -> "Content Too Large";
                    case 414 -> "URI Too Long";
                    case 415 -> "Unsupported Media Type";
                    case 422 -> "Unprocessable Content";
                    case 425 -> "Too Early";
                    case 429 -> "Too Many Requests";
                    case 500 -> "Internal Server Error";
                    case 501 -> "Not Implemented";
                    case 502 -> "Bad Gateway";
                    case 503 -> "Service Unavailable";
                    case 504 -> "Gateway Timeout";
                    default -> "";
                };
        return (status + " " + name).strip();
    }
}
