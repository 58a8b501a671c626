"""Half a file or half an answer never passes for a whole one."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.mail import EmailMessage, get_connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from voipgrid_privacy.embedded.logs import Lines
from voipgrid_privacy.kernel.measuring import REQUESTS, Measured
from voipgrid_privacy.kernel.tables import written_book
from voipgrid_privacy.kernel.whole import IN_MEMORY, WholeAnswers, written_whole

pytestmark = pytest.mark.django_db  # an answer that is closed puts its connection away


def write_half(path: Path) -> None:
    with written_whole(path) as file:
        file.write(b"half")
        raise OSError("full")


def test_a_file_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_text("before")
    with pytest.raises(OSError, match="full"):
        write_half(path)
    assert path.read_text() == "before"
    with written_whole(path) as file:
        file.write(b"whole")
        assert path.read_text() == "before"
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_at_once_leave_the_whole_file_of_the_last(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    with written_whole(path) as first:
        first.write(b"first")
        with written_whole(path) as second:
            second.write(b"second")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_private_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.touch(mode=0o600)
    with written_whole(path) as file:
        file.write(b"whole")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_and_a_pipe_stay_what_they_are(tmp_path: Path) -> None:
    link, path = tmp_path / "latest", tmp_path / "roles.csv"
    link.symlink_to(path)
    with written_whole(link) as file:
        file.write(b"whole")
    assert link.is_symlink()
    assert path.read_text() == "whole"
    with written_whole(Path("/dev/null")) as file:
        file.write(b"gone")
    assert not Path("/dev/null").is_file()


def answered(
    response: Any, method: str = "GET", status: str = "200 OK"
) -> tuple[dict[str, str], bytes]:
    """Return the headers and what is sent, as a server takes them."""
    told: dict[str, str] = {}

    def application(_environ: dict[str, Any], start_response: Any) -> Any:
        start_response(status, list(response.items()))
        return response

    def start(_status: str, headers: list[tuple[str, str]]) -> None:
        told.update(headers)

    body = WholeAnswers(application)({"REQUEST_METHOD": method}, start)
    content = b"".join(body)
    body.close()  # type: ignore[attr-defined]
    return told, content


@pytest.mark.parametrize("size", [3, IN_MEMORY + 7])
def test_what_is_streamed_is_sent_with_its_length(size: int) -> None:
    told, content = answered(StreamingHttpResponse(iter([b"a" * size, b"end"])))
    assert content == b"a" * size + b"end"
    assert told["Content-Length"] == str(size + 3)


def test_a_stream_that_fails_sends_nothing_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def lines() -> Iterator[bytes]:
        yield b"one\n"
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        answered(StreamingHttpResponse(lines(), headers={"X-Request-ID": "r-1"}))
    assert [each.getMessage().rpartition(" ")[2] for each in caplog.records] == ["r-1"]


@pytest.mark.parametrize(("fails", "status"), [(True, "500"), (False, "200")])
def test_what_is_streamed_is_counted_for_what_it_came_to(*, fails: bool, status: str) -> None:
    def lines() -> Iterator[bytes]:
        yield b"one\n"
        if fails:
            raise OSError("full")

    counted = {each: REQUESTS.labels("portal", "GET", each) for each in ("200", "500")}
    before = {each: counter._value.get() for each, counter in counted.items()}
    environ = RequestFactory().get("/portal/customers/export").environ
    application = WholeAnswers(streaming(lines))
    with suppress(OSError):
        application(environ, lambda *_said: None).close()  # type: ignore[attr-defined]
    after = {each: counter._value.get() for each, counter in counted.items()}
    assert after == before | {status: before[status] + 1}


def streaming(lines: Callable[[], Iterator[bytes]]) -> Any:
    """Return an application that streams, counted as ours is."""
    measured = Measured(lambda _request: StreamingHttpResponse(lines()))

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        response = measured(WSGIRequest(environ))
        start_response("200 OK", list(response.items()))
        return response

    return application


def test_what_has_a_length_or_no_body_passes_as_it_is() -> None:
    assert answered(HttpResponse(b"page"))[1] == b"page"
    told, content = answered(StreamingHttpResponse(iter([b"x"])), "HEAD")
    assert "Content-Length" not in told
    assert content == b"x"
    assert answered(StreamingHttpResponse(iter([])), status="304 Not Modified")[0] == {
        "Content-Type": "text/html; charset=utf-8"
    }


def test_mail_kept_as_files_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = get_connection("roles.mail.files.EmailBackend", file_path=str(tmp_path))
    mail = EmailMessage("Subject", "Body", "us@example.nl", ["you@example.nl"])
    assert kept.send_messages([mail]) == 1
    assert kept.send_messages([mail, mail]) == 2
    assert kept.send_messages([]) == 0
    assert sorted(p.read_text().count("Body") for p in tmp_path.iterdir()) == [1, 2]

    def full(*_what: Any) -> None:
        raise OSError("full")

    monkeypatch.setattr(type(kept), "write_message", full)
    with pytest.raises(OSError, match="full"):
        kept.send_messages([mail])
    assert len(list(tmp_path.iterdir())) == 2


def test_a_log_on_a_full_disk_stops_nobody() -> None:
    with Path("/dev/full").open("w") as full:
        Lines("web", 36, full).say("one\ntwo")
        with pytest.raises(OSError, match="space"):
            full.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())  # so that it can be closed


def test_a_workbook_that_fails_leaves_no_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Jan")
        assert list(tmp_path.iterdir())
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        written_book(fill)
    assert not list(tmp_path.iterdir())
    with written_book(lambda book: book.add_worksheet()) as file:
        assert file.read(2) == b"PK"
    assert not list(tmp_path.iterdir())
