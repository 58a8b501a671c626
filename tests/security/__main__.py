"""``python -m tests.security TOOLS``: bandit and semgrep on the code, sqlmap and wapiti on pages.

Only ever asks this machine, and stops by itself. Needs a database with the demo (`make security`
sees to that); a tool that is not installed is said and passed over.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

from tests.bench.serving import HOST, serve, wait_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RULES = HERE / "rules.yaml"
CODE = ("voipgrid_privacy", "roles", "records", "cookies")
BY_RUFF = ("B101", "B105", "B106", "B311", "B404", "B405", "B603", "B608", "B703")
"""What ruff's S rules hold each place to by name, with the reason beside it where one is let be."""
JUDGED = {
    "records/admin/statistics.py": "B703",
    "voipgrid_privacy/kernel/data_files.py": "B506",  # a SafeLoader of our own
    "voipgrid_privacy/site/statements/pictures/svg.py": "B314",  # entities are refused before
}
ASKED = ("/?q=1", "/en/?q=1", "/accounts/login/?next=1", "/api/v1/role-matrix?customer=1&asof=1")
SECONDS, SECONDS_EACH = "120", "60"
"""How long wapiti looks for pages, and then how long each of its attacks may take."""


def bandit(program: str) -> list[str]:
    """Return what bandit finds that nobody judged."""
    command = [program, "-q", "-r", *CODE, "-x", "*/migrations/*", "-s", ",".join(BY_RUFF)]
    command += ["-f", "custom", "--msg-template", "{relpath}:{line}: {test_id} {msg}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    lines = [line for line in said.splitlines() if re.search(r": B\d+ ", line)]
    return [x for x in lines if JUDGED.get(x.partition(":")[0].removeprefix("./"), "?") not in x]


def semgrep(program: str) -> list[str]:
    """Return what our own rules find in the code, and which rule finds nothing where it should."""
    with tempfile.TemporaryDirectory() as folder:
        # Below the folders that some rules keep to; no linter but this one is to read it.
        bad = Path(folder) / "voipgrid_privacy/site/views"
        bad.mkdir(parents=True)
        text = (HERE / "bad.txt").read_text()
        (bad / "bad.py").write_text(text)
        (bad / "bad.html").write_text(text)
        finds = {name for name, _where in _matches(program, Path(folder), ["."])}
    rules = set(re.findall(r"^  - id: (\S+)$", RULES.read_text(), re.MULTILINE))
    blind = [f"semgrep: {name} finds nothing where it should" for name in sorted(rules - finds)]
    matches = _matches(program, ROOT, [*CODE, "templates"])
    return blind + [f"semgrep: {where}: {name}" for name, where in matches]


def _matches(program: str, folder: Path, what: list[str]) -> list[tuple[str, str]]:
    command = [program, "scan", "--config", str(RULES), "--metrics", "off", "--json", "--quiet"]
    command += ["--disable-version-check", "--no-git-ignore", *what]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    failed = [("the scan", str(error.get("message", error))[:200]) for error in said["errors"]]
    return failed + [
        (each["check_id"].rpartition(".")[2], f"{each['path']}:{each['start']['line']}")
        for each in said["results"]
    ]


def sqlmap(program: str, base: str) -> list[str]:
    """Return the parameters that sqlmap can put SQL into."""
    found = []
    for path in ASKED:
        command = [program, "-u", base + path, "--batch", "--level=1", "--risk=1", "--smart"]
        command += ["--disable-coloring", "--timeout=10", "--retries=1", "--flush-session"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        if "is vulnerable" in done.stdout or "identified the following injection" in done.stdout:
            found.append(f"sqlmap: {path}: {done.stdout[-500:]}")
    return found


def wapiti(program: str, base: str) -> list[str]:
    """Return what wapiti finds on the public pages."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        command = [program, "-u", f"{base}/", "--scope", "domain", "--flush-session", "-f", "txt"]
        command += ["-o", str(report), "--max-scan-time", SECONDS, "--max-links-per-page", "40"]
        command += ["--max-attack-time", SECONDS_EACH]
        command += ["-m", "sql,xss,exec,file,crlf,redirect,ssrf", "--no-bugreport", "-d", "3"]
        subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        said = report.read_text() if report.exists() else "wapiti wrote no report"
    counts = re.findall(r"^(.+?)\s*:\s*(\d+)\s*$", said, re.MULTILINE)
    found = {what.strip(): int(number) for what, number in counts}
    looked = found.pop("Crawled pages", 0)
    print(f"wapiti looked at {looked} pages")
    return [f"wapiti: {what}: {number}" for what, number in found.items() if number] or (
        [] if found and looked else [said[:500]]
    )


def main(folder: str) -> int:
    """Run every tool that is there; return 1 if any finds what nobody judged."""
    places = f"{Path(folder).resolve()}:{os.environ['PATH']}"  # tools run elsewhere as well
    tools = {
        name: shutil.which(name, path=places) for name in ("bandit", "semgrep", "sqlmap", "wapiti")
    }
    found = []
    for name, read in (("bandit", bandit), ("semgrep", semgrep)):
        if program := tools[name]:
            found += read(program)
    server, port = serve()
    base = f"http://{HOST}:{port}"
    try:
        wait_for(port)
        for name, scan in (("sqlmap", sqlmap), ("wapiti", wapiti)):
            if program := tools[name]:
                found += scan(program, base)
    finally:
        server.terminate()
        server.wait(10)
    for line in found:
        print(line)
    missing = [name for name, program in tools.items() if program is None]
    print(f"{len(found)} findings; not installed: {', '.join(missing) or 'none'}")
    return 1 if found or set(missing) - {"sqlmap"} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
