"""Our banner beside ``vanilla-cookieconsent`` in one run: bytes, time to visible, axe, targets.

``python -m tests.bench.bench_banner``. Needs a database with ``load_cookies``, Chromium, and npm to
fetch the other banner into a temporary folder; without npm only ours is measured, and that is said.
A page of our own serves both, at 390 px, with the processor slowed four times and 1.6 Mbit/s.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django

django.setup()

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from cookies.models import BannerBundle  # noqa: E402

PACKAGE = "vanilla-cookieconsent@3.1.0"
CHROMIUM = "/usr/bin/chromium"
RUNS = 7
OURS = '<script src="/ours.js" defer></script>'
THEIRS = (
    '<link rel="stylesheet" href="/theirs.css"><script src="/theirs.js" defer></script>'
    "<script>addEventListener('DOMContentLoaded',()=>CookieConsent.run({categories:{necessary:{enabled:true,readOnly:true},analytics:{}},"
    "language:{default:'nl',translations:{nl:{consentModal:{title:'Mogen we cookies plaatsen?',"
    "description:'VoIPGRID wil graag bezoeken tellen.',acceptAllBtn:'Toestaan',"
    "acceptNecessaryBtn:'Weigeren',showPreferencesBtn:'Zelf kiezen'},"
    "preferencesModal:{title:'Privacy-instellingen',acceptAllBtn:'Toestaan',"
    "acceptNecessaryBtn:'Weigeren',savePreferencesBtn:'Keuze bewaren',closeIconLabel:'Sluiten',"
    "sections:[{title:'Statistiek',linkedCategory:'analytics'}]}}}}}))</script>"
)
PAGE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Winkel</title>'
    '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{}</head>'
    "<body><main><h1>Winkel</h1><p>Een pagina.</p></main></body></html>"
)
SHOWN = """() => { const all = [document]; for (let i = 0; i < all.length; i++)
  for (const e of all[i].querySelectorAll("*")) { if (e.shadowRoot) all.push(e.shadowRoot);
    if (e.tagName === "BUTTON" && e.textContent.includes("Weigeren") && e.offsetHeight
        && getComputedStyle(e).visibility === "visible") return true; } return false }"""


def main() -> None:
    """Measure what can be measured here, and print one line each."""
    bundle = BannerBundle.objects.filter(site__code="voipgrid").order_by("-number").first()
    if bundle is None:
        raise SystemExit("Run load_cookies first.")
    files = {"/ours.js": bundle.script.encode(), "/ours": PAGE.format(OURS).encode()}
    with tempfile.TemporaryDirectory() as folder:
        names = ["ours"] + (["theirs"] if _fetched(Path(folder), files) else [])
        with _serving(files) as address, sync_playwright() as playwright:
            # The other banner hides from what says that it is a robot.
            options = ["--no-sandbox", "--disable-gpu"]
            options += ["--disable-blink-features=AutomationControlled"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
            seen: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
            for _ in range(RUNS):  # turn by turn, so that what else the machine does hits both
                for name in names:
                    seen[name].append(_measured(browser, f"{address}/{name}"))
            for name, runs in seen.items():
                visible = statistics.median(run["visible"] for run in runs)
                _report(name, files, runs[-1] | {"visible": visible})
            browser.close()


def _fetched(folder: Path, files: dict[str, bytes]) -> bool:
    if shutil.which("npm") is None:
        print("vanilla-cookieconsent: not measured, there is no npm here")
        return False
    run = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    if subprocess.run(run, cwd=folder, check=False).returncode:
        print("vanilla-cookieconsent: not measured, npm could not fetch it")
        return False
    dist = folder / "node_modules" / "vanilla-cookieconsent" / "dist"
    files["/theirs.js"] = (dist / "cookieconsent.umd.js").read_bytes()
    files["/theirs.css"] = (dist / "cookieconsent.css").read_bytes()
    files["/theirs"] = PAGE.format(THEIRS).encode()
    return True


@contextmanager
def _serving(files: dict[str, bytes]) -> Iterator[str]:
    kinds = {".js": "text/javascript", ".css": "text/css"}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = gzip.compress(files.get(self.path, b""), 9)
            self.send_response(200 if self.path in files else 404)
            kind = kinds.get(Path(self.path).suffix, "text/html")
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _measured(browser: Any, address: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    network = {"offline": False, "latency": 0, "downloadThroughput": 200_000}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network | {"uploadThroughput": 200_000})
    page.goto(address, wait_until="commit")
    page.wait_for_function(SHOWN, polling="raf")
    visible = page.evaluate("performance.now()")
    found = _looked(page) | {"requests": len(requests) - 1, "visible": visible}
    context.close()
    return found


def _looked(page: Any) -> dict[str, Any]:
    first = page.locator("button:visible").filter(has_text="Weigeren").first
    box = first.bounding_box()
    axe = Axe()
    before = page.evaluate("document.cookie.length + localStorage.length")
    layer = len(axe.run(page).response["violations"])
    page.get_by_text("Zelf kiezen").first.click()
    page.wait_for_timeout(500)
    preferences = len(axe.run(page).response["violations"])
    return {
        "height": box["height"] if box else 0,
        "stored": before,
        "axe": layer,
        "axe2": preferences,
    }


def _report(name: str, files: dict[str, bytes], found: dict[str, Any]) -> None:
    own = [body for path, body in files.items() if path.startswith(f"/{name}.")]
    size = sum(len(gzip.compress(body, 9)) for body in own)
    print(
        json.dumps(
            {
                "banner": "ours" if name == "ours" else PACKAGE,
                "bytes (gzip, JS + CSS, both layers)": size,
                "visible (ms, median)": round(found["visible"]),
                "requests": found["requests"],
                "stored before a choice": found["stored"],
                "axe first layer": found["axe"],
                "axe preferences": found["axe2"],
                "height of refuse (px)": found["height"],
            }
        )
    )


if __name__ == "__main__":
    main()
