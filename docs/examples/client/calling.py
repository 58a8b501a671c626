"""What every call has in common: a token, the address, and refusals. Only Python is needed."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

SOON = 30
"""A token is renewed so many seconds before it ends."""


class Refused(Exception):
    """The API said no (RFC 9457): build on ``code``, show ``title``."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.code, self.title = str(problem.get("code", "")), str(problem.get("title", ""))
        super().__init__(f"{status} {self.code}: {self.title}")


class Caller:
    """A client of one party. ``etag`` is the version of what was answered last."""

    def __init__(
        self, server: str, client_id: str, client_secret: str, language: str = "en"
    ) -> None:
        self.server, self.language, self.etag = server.rstrip("/"), language, ""
        self._credentials = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._token, self._until = "", 0.0

    def ask(
        self,
        method: str,
        path: str,
        named: Sequence[object] = (),
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: bytes | None = None,
        media: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return what is answered, as JSON; raises Refused."""
        given = json.dumps(body).encode() if body is not None else content
        answer = self.fetch(
            method, path, named, query=query, content=given, media=media, headers=headers
        )
        return json.loads(answer) if answer else None

    def fetch(
        self,
        method: str,
        path: str,
        named: Sequence[object] = (),
        *,
        query: Mapping[str, object] | None = None,
        content: bytes | None = None,
        media: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what is answered, as it is; raises Refused."""
        for each in named:
            start, rest = path.split("{", 1)
            path = start + quote(str(each), safe="") + rest.split("}", 1)[1]
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        url = f"{self.server}/api/v1{path}" + (f"?{urlencode(asked)}" if asked else "")
        sent = {name: value for name, value in (headers or {}).items() if value}
        sent |= {"Authorization": f"Bearer {self.token()}", "Accept-Language": self.language}
        if content is not None:
            sent["Content-Type"] = media
        return self._answered(Request(url, content, sent, method=method))

    def token(self) -> str:
        """Return a token that is good for a while."""
        if time.time() >= self._until:
            sent = {"Authorization": f"Basic {self._credentials}"}
            form = b"grant_type=client_credentials"
            given = json.loads(self._answered(Request(f"{self.server}/oauth/token", form, sent)))
            self._token, self._until = (
                given["access_token"],
                time.time() + given["expires_in"] - SOON,
            )
        return self._token

    def _answered(self, request: Request) -> bytes:
        try:
            with urlopen(request) as answer:
                self.etag = answer.headers.get("ETag", "")
                found: bytes = answer.read()
                return found
        except HTTPError as error:
            with error:
                text = error.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {}
            raise Refused(error.code, problem) from error


def every(listing: Callable[..., Any], **asked: Any) -> Iterator[Any]:
    """Yield the results of all pages: ``every(client.list_parties, kind="CUSTOMER")``."""
    cursor: str | None = None
    while True:
        page = listing(**asked, cursor=cursor)
        yield from page["results"]
        cursor = page["next_cursor"]
        if not cursor:
            return
