"""What a scan started is killed and buried, whatever process 1 does."""

import subprocess
import time
from collections.abc import Callable

import psutil

from cookies.scanner.browser.leash import MARK, adopted, kill_marked, marked, new_mark


def until(so: Callable[[], bool]) -> None:
    """Wait until it is so; a test that waits for ever fails too late to say why."""
    for _ in range(1_000):
        if so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come about within ten seconds")


def test_what_a_dead_process_left_behind_is_buried_too() -> None:
    mark, script = new_mark(), "sleep 100 & echo $!; wait"
    started, path = ("/bin/sh", "-c", script), {MARK: mark, "PATH": "/bin:/usr/bin"}
    with adopted(), subprocess.Popen(started, env=path, stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        child = int(shell.stdout.readline())
        # One may just be forking, and is then not read yet.
        until(lambda: {each.pid for each in marked(mark)} == {shell.pid, child})
        kill_marked(mark)
        assert not marked(mark)
        assert not psutil.pid_exists(child)
        assert not psutil.pid_exists(shell.pid)


def test_what_died_by_itself_is_buried_and_what_was_there_before_is_left_to_its_own() -> None:
    with subprocess.Popen(("/bin/sh", "-c", "exit 3")) as earlier:
        until(lambda: psutil.Process(earlier.pid).status() == psutil.STATUS_ZOMBIE)
        with adopted():
            script = "sleep 0.1 & echo $!"
            told = subprocess.run(("/bin/sh", "-c", script), stdout=subprocess.PIPE, check=True)
            orphan = psutil.Process(int(told.stdout))
            until(lambda: orphan.status() == psutil.STATUS_ZOMBIE)
        assert not psutil.pid_exists(orphan.pid)
        assert psutil.pid_exists(earlier.pid)
    assert earlier.returncode == 3
