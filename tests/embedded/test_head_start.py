"""Worker and beat wait for the web server, but not for ever, and start once."""

import sys
import threading
from pathlib import Path

import pytest

from voipgrid_privacy.embedded import config, services, supervisor, welcome
from voipgrid_privacy.embedded.services import Service

pytestmark = pytest.mark.processes


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Serve with stand-ins for three seconds; return how often the worker was started."""
    log = tmp_path / "starts"
    note = f"open({str(log)!r}, 'a').write('started\\n'); import time; time.sleep(60)"
    idle = Service("web", (sys.executable, "-c", "import time; time.sleep(60)"), 36)
    worker = Service("worker", (sys.executable, "-c", note), 33)
    once = Service("logins", (sys.executable, "-c", "pass"), 34, once=True)
    monkeypatch.setattr(services, "web", lambda port: idle)
    monkeypatch.setattr(services, "behind_the_scenes", lambda data_dir: (worker,))
    monkeypatch.setattr(services, "logins", lambda: once)

    def served(*, ready: bool, head_start: float) -> int:
        answers = iter([ready])
        monkeypatch.setattr(supervisor, "HEAD_START", head_start)
        monkeypatch.setattr(welcome.Welcome, "just_became_ready", lambda self: next(answers, False))
        settings = config.Config(
            data_dir=tmp_path, database_url="postgres://elsewhere", web_port=None
        )
        run = supervisor.Supervisor(settings, 8000, "token")
        stop = threading.Timer(3, lambda: setattr(run, "_stopping", True))
        stop.start()
        try:
            run._serve()
        finally:
            stop.join()
            run._shut_down()
        return len(log.read_text().split()) if log.exists() else 0

    return served


def test_they_start_once_when_the_web_server_answers(served):
    assert served(ready=True, head_start=60) == 1


def test_they_start_once_when_it_never_answers(served):
    assert served(ready=False, head_start=0.5) == 1


def test_they_wait_for_it(served):
    assert served(ready=False, head_start=60) == 0
