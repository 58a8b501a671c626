"""A partner's page with our banner on it, under the strictest content policy there is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Winkel</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script src="{script}" integrity="{integrity}" crossorigin nonce="abc"
 data-forget="/forget" defer></script>
</head><body><main><h1>Winkel</h1><p>Een pagina. <a href="/">Verder</a></p>
<script type="text/plain" data-consent="ANALYTICS" data-src="/tracker.js"></script>
<script type="text/plain" data-consent="TRACKING">document.title = "tracked"</script>
<iframe title="Video" data-consent="TRACKING" data-src="/video"></iframe>{more}
</main></body></html>"""
HELD = """
<script type="text/plain" data-consent="MARKETING">document.title = "unknown"</script>
<script type="text/plain" data-consent="">document.title = "empty"</script>
<script type="text/plain" data-consent="STATISTICS_EXEMPT">document.title = "exempt"</script>
<script type="text/plain" data-consent="analytics">document.title = "small"</script>
<script type="text/plain" data-consent="FUNCTIONAL">document.body.id = "needed"</script>
<iframe title="Other" data-consent="MARKETING" src="/video?unknown"></iframe>
<a id="privacyChoice"></a><form name="dataLayer"></form>
"""
POLICY = (
    "default-src 'none'; script-src 'nonce-abc'; connect-src 'self' {server}; frame-src 'self';"
    " img-src data:; base-uri 'none'; require-trusted-types-for 'script';"
    " trusted-types privacy-choice"
)


@contextmanager
def serving(values: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Serve the page; yield its address and the paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            held = HELD if self.path.endswith("?held") else ""
            kinds = {
                "/": ("text/html", PAGE.format(**values, more=held)),
                "/en": ("text/html", PAGE.format(**{**values, "language": "en"}, more="")),
                "/tracker.js": ("text/javascript", "document.cookie = '_ga=GA1.1;path=/'"),
                "/video": ("text/html", "<!doctype html><title>v</title><p>video</p>"),
            }
            kind, text = kinds.get(self.path.partition("?")[0], ("text/plain", ""))
            self._answer(kind, text)

        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer("text/plain", "")

        def _answer(self, kind: str, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(**values))
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
