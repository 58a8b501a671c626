"""What is printed once the product serves."""

import http.client
import time

PATIENCE = 60.0
PAGES = (("Public page", "/"), ("Portal", "/portal/"), ("Admin", "/admin/"), ("API", "/api/"))


class Welcome:
    """Asks the web server for its health until it answers for the first time."""

    def __init__(self, port: int) -> None:
        self._port, self._since, self._done = port, time.monotonic(), False

    def just_became_ready(self) -> bool:
        """Return True exactly once: when the web server first says that it is well."""
        if self._done or not self._is_well():
            return False
        self._done = True
        return True

    def text(self) -> str:
        """Return the addresses."""
        took = time.monotonic() - self._since
        lines = [f"{name:<12} http://127.0.0.1:{self._port}{path}" for name, path in PAGES]
        return "\n".join([f"Serving after {took:.1f} s. Ctrl-C stops everything.", *lines])

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
