"""Web sites for the scanner: several host names on one loopback port, over real TLS.

``dirty.test`` does everything wrong that the issue lists, ``clean.test`` does the same things
right, ``dark.test`` has a banner that steers, and the others are the third parties they use.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cookies.scanner.certificate import Certificate, make

PAGES = Path(__file__).parent / "pages"
HOSTS = (
    "dirty.test",
    "clean.test",
    "dark.test",
    "metrics.clean.test",
    "tracker.test",
    "ads.test",
    "dsp.test",
    "frame.test",
    "widgets.test",
    "shadow.test",
    "hostile.test",
    "rebind.test",
)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
YEAR = 365 * 86_400
THIRD = "; Path=/; Secure; SameSite=None"


@dataclass
class Answer:
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    cookies: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    host: str
    path: str
    query: dict[str, str]
    cookies: str

    def has(self, cookie: str) -> bool:
        return f"{cookie}=" in self.cookies


Route = Callable[[Asked], Answer]
ROUTES: dict[tuple[str, str], Route] = {}


def route(*hosts: str, path: str) -> Callable[[Route], Route]:
    def add(answer: Route) -> Route:
        for host in hosts:
            ROUTES[host, path] = answer
        return answer

    return add


def file(name: str, kind: str) -> Answer:
    return Answer((PAGES / name).read_bytes(), kind)


def script(name: str) -> Answer:
    return file(name, "text/javascript; charset=utf-8")


def pixel(*cookies: str, to: str = "") -> Answer:
    if to:
        return Answer(status=302, cookies=cookies, headers={"Location": to})
    return Answer(GIF, "image/gif", cookies=cookies)


@route("dirty.test", path="/")
def dirty(asked: Asked) -> Answer:
    answer = file("dirty.html", "text/html; charset=utf-8")
    answer.cookies = ("session=s1; Path=/; HttpOnly; Secure; SameSite=Lax",)
    return answer


@route("clean.test", path="/")
def clean(asked: Asked) -> Answer:
    answer = file("clean.html", "text/html; charset=utf-8")
    answer.cookies = ("session=s1; Path=/; HttpOnly; Secure; SameSite=Lax",)
    return answer


@route("dark.test", path="/")
def dark(asked: Asked) -> Answer:
    return file("dark.html", "text/html; charset=utf-8")


for site, name in (
    ("dirty.test", "dirty.js"),
    ("clean.test", "clean.js"),
    ("dark.test", "dark.js"),
):
    route(site, path="/site.js")(lambda asked, name=name: script(name))
    route(site, path="/sw.js")(lambda asked: script("sw.js"))
    route(site, path="/sw-fetched")(lambda asked: Answer(b"x", "text/plain"))


SEVEN = (
    ("c_http=h7f3a9c2e1; Path=/; HttpOnly; Secure", f"; Max-Age={YEAR}"),
    ("c_path=p7f3a9c2e1; Path=/account; Secure", f"; Max-Age={YEAR}"),
    ("c_domain={domain}; Domain={host}; Path=/; Secure", f"; Max-Age={YEAR}"),
    ("c_part=q7f3a9c2e1; Path=/; Secure; SameSite=None; Partitioned", f"; Max-Age={YEAR}"),
)


def seven(host: str, ending: str = "") -> tuple[str, ...]:
    """The four of the seven artefacts that need the server; its ``ending`` expires them."""
    return tuple(
        line.format(domain="d7f3a9c2e1", host=host) + (ending or age) for line, age in SEVEN
    )


@route("dirty.test", "clean.test", path="/consent")
def consent(asked: Asked) -> Answer:
    gone = asked.query.get("choice") == "withdraw"
    cookies = seven(asked.host, "; Max-Age=0" if gone else "")
    return Answer(b"", "text/plain", 204, cookies)


@route("tracker.test", path="/t.js")
def tracker(asked: Asked) -> Answer:
    return script("tracker.js")


@route("tracker.test", path="/p.gif")
def tracker_pixel(asked: Asked) -> Answer:
    uid = asked.query.get("uid", "")
    to = f"https://ads.test/sync?uid={uid}"
    return pixel(f"trk3=t91bc04d77{THIRD}; Max-Age={YEAR}", to=to)


@route("ads.test", path="/sync")
def sync(asked: Asked) -> Answer:
    to = f"https://dsp.test/match?uid={asked.query.get('uid', '')}"
    return pixel(f"adid=a5520e88bd{THIRD}; Max-Age={YEAR}", to=to)


@route("dsp.test", path="/match")
def match(asked: Asked) -> Answer:
    return pixel(f"dspid=d8841aa0c3{THIRD}; Max-Age={YEAR}")


@route("frame.test", path="/embed")
def frame(asked: Asked) -> Answer:
    answer = file("frame.html", "text/html; charset=utf-8")
    answer.cookies = (f"frm=f33d1a7b90{THIRD}",)
    return answer


@route("frame.test", path="/frame.js")
def frame_script(asked: Asked) -> Answer:
    return script("frame.js")


@route("widgets.test", path="/w.gif")
def widget(asked: Asked) -> Answer:
    return pixel(
        f"chips=w1a2b3c4d5{THIRD}; Partitioned; Max-Age={YEAR}",
        f"chips=u9z8y7x6w5{THIRD}; Max-Age={YEAR}",
    )


@route("shadow.test", path="/s.js")
def shadow(asked: Asked) -> Answer:
    return script("shadow.js")


@route("shadow.test", path="/b")
def beacon(asked: Asked) -> Answer:
    return Answer(b"", "text/plain", 204)


@route("dirty.test", path="/blink.gif")
def blink(asked: Asked) -> Answer:
    return pixel("blink=b1; Path=/; Secure; Max-Age=60")


@route("hostile.test", path="/")
def hostile(asked: Asked) -> Answer:
    return file("hostile.html", "text/html; charset=utf-8")


@route("hostile.test", path="/hostile.js")
def hostile_script(asked: Asked) -> Answer:
    return script("hostile.js")


@route("rebind.test", path="/w.gif")
def rebound(asked: Asked) -> Answer:
    return Answer(GIF, "image/gif", headers={"Connection": "close"})


def towards(location: str) -> Route:
    return lambda asked: Answer(status=302, headers={"Location": location})


HOSTILE = {
    "/metadata": "http://169.254.169.254/latest/meta-data/",
    "/mapped": "http://[::ffff:10.0.0.1]/",
    "/decimal": "http://167772162/",
    "/file": "file:///etc/passwd",
    "/private": "https://inside.test/",
    "/azure": "http://168.63.129.16/",
    "/around": "https://hostile.test/around",
}
for where, location in HOSTILE.items():
    route("hostile.test", path=where)(towards(location))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self._read_body()
        if (host, parts.path) == ("hostile.test", "/huge"):
            self._flood()
            return
        asked = Asked(host, parts.path, query, self.headers.get("Cookie", ""))
        self.server.seen.append((host, self.path))
        found = self.server.extra.get((host, parts.path)) or ROUTES.get((host, parts.path))
        self._send(found(asked) if found else Answer(b"", status=404))

    do_POST = do_GET  # noqa: N815  the library's name

    def _read_body(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        for cookie in answer.cookies:
            self.send_header("Set-Cookie", cookie)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = answer.headers.get("Connection") == "close"

    def _flood(self) -> None:
        """Send without end; whoever asked has to stop."""
        self.send_response(200)
        self.send_header("Content-Type", "image/gif")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
        try:
            while True:
                self.wfile.write(chunk)
        except OSError:
            self.server.stopped_floods += 1
        self.close_connection = True

    def log_message(self, *arguments: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.certificate = certificate
        self.seen: list[tuple[str, str]] = []
        self.extra: dict[tuple[str, str], Route] = {}
        self.stopped_floods = 0
        self._tls = certificate.context()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the thread of the connection, so that none waits for another."""
        try:
            request.settimeout(30)
            with self._tls.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)
        except OSError:
            return

    def handle_error(self, request: Any, client_address: Any) -> None:
        return

    def __enter__(self) -> "Site":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()


def serve(folder: Path) -> Site:
    return Site(make(folder, HOSTS))
