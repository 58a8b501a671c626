"""Fetching ends, whatever the other side does."""

import socket
import threading
from ipaddress import ip_address

import pytest

from voipgrid_privacy.kernel.fetching import Fetcher, FetchFailed, Limits
from voipgrid_privacy.kernel.outbound import Guard

DRIPS = 40


def drip(server: socket.socket, wait: threading.Event) -> None:
    """Answer a letter at a time, each within the patience of a socket, and whole in the end."""
    asked, _ = server.accept()
    with asked:
        asked.recv(4096)
        try:
            asked.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(DRIPS):
                asked.sendall(b"x")
                wait.wait(0.1)
            asked.sendall(b"\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            return  # hung up


@pytest.mark.parametrize(("seconds", "ends"), [(0.5, "cut"), (60.0, "read")])
def test_an_answer_that_drips_is_cut_when_its_time_is_over(seconds, ends):
    guard = Guard(resolve=lambda _host: [ip_address("127.0.0.1")], loopback=True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        slow = threading.Thread(target=drip, args=(server, threading.Event()))
        slow.start()
        fetcher = Fetcher(guard, limits=Limits(seconds=seconds), ports={80: port})
        try:
            if ends == "cut":
                with pytest.raises(FetchFailed):
                    fetcher.request("GET", "http://slow.test/")
            else:
                assert fetcher.request("GET", "http://slow.test/").body == b"ok"
        finally:
            slow.join()
