"""What a scan saw, as plain values: written by the browser's process, read by everything else.

Nothing here judges. Times are milliseconds since the state began; hosts are lower case.
"""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

EVIDENCE_FILE: Final = "evidence.json"
ELSEWHERE: Final = "leads elsewhere: "
UNHEARD: Final = "nothing was heard from inside the page"
"""How the problem of a state begins whose page led to a host that is not proven; then the host."""


@dataclass(slots=True)
class CookieAttempt:
    """One attempt to set a cookie, as it was said: a header, a script, the cookie store.

    ``blocked`` names why the browser refused it; a refused attempt is still an attempt.
    """

    line: str
    url: str
    how: str
    at: int
    script: str = ""
    partition: str = ""
    blocked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StoredCookie:
    """One cookie in the jar at the end of the state; ``expires`` is -1 for a session cookie."""

    name: str
    value: str
    domain: str
    path: str
    expires: float
    http_only: bool
    secure: bool
    same_site: str
    partition: str


@dataclass(slots=True)
class StorageItem:
    """One thing in a frame's storage: ``local``, ``session``, ``indexed_db`` or ``cache``.

    ``at`` is -1 for what was found there at the end without having been seen arriving.
    """

    kind: str
    origin: str
    key: str
    value: str
    at: int = -1
    script: str = ""
    kept: bool = True


@dataclass(slots=True)
class Hop:
    """One answer on the way of a request."""

    url: str
    status: int = 0
    mime: str = ""
    size: int = -1


@dataclass(slots=True)
class Request:
    """One request with its redirects, in order; ``kind`` is the browser's word (Image, Ping, …)."""

    kind: str
    method: str
    at: int
    hops: list[Hop]
    document: str = ""
    initiator: str = ""
    body: str = ""
    failed: str = ""


@dataclass(slots=True)
class ScriptRead:
    """A script read what tells devices apart: canvas, WebGL, audio, fonts, navigator."""

    api: str
    script: str
    frame: str
    at: int


@dataclass(slots=True)
class Worker:
    """A service worker that was registered, and whether it is still there at the end."""

    url: str
    scope: str
    kept: bool = True


@dataclass(slots=True)
class Control:
    """One button of a banner as it was drawn."""

    role: str
    text: str
    tag: str
    width: float
    height: float
    font_size: float
    font_weight: float
    text_contrast: float
    stands_out: float
    """Contrast of its surface with the banner behind it; 1 is none."""


@dataclass(slots=True)
class Banner:
    """The banner as it was drawn on its first layer, and what its preferences had ticked."""

    platform: str = ""
    text: str = ""
    controls: list[Control] = field(default_factory=list)
    pre_ticked: list[str] = field(default_factory=list)
    refusal_clicks: int = 0
    """How many clicks a refusal takes; 0: no way was found."""

    def control(self, role: str) -> Control | None:
        """Return the button with that role on the first layer."""
        return next((each for each in self.controls if each.role == role), None)


@dataclass(slots=True)
class Refused:
    """A connection that the guard did not make, and why."""

    address: str
    reason: str
    at: float


@dataclass(slots=True)
class State:
    """Everything seen in one state of consent."""

    key: str
    seconds: float = 0.0
    document: str = ""
    title: str = ""
    banner: Banner | None = None
    banner_again: bool = False
    """Whether the banner came back on the next page after the choice."""
    withdrawable: bool = False
    """Whether a way to change the choice was found on the page after it was made."""
    steps: list[str] = field(default_factory=list)
    chosen_at: int = -1
    """When the choice of this state was made; -1 where none is made or none could be."""
    attempts: list[CookieAttempt] = field(default_factory=list)
    jar: list[StoredCookie] = field(default_factory=list)
    storage: list[StorageItem] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    reads: list[ScriptRead] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Links on the page that carry parameters."""
    consent_signals: list[str] = field(default_factory=list)
    screenshot: str = ""
    problem: str = ""


@dataclass(slots=True)
class Evidence:
    """A whole scan: its states, and what holds for all of them."""

    url: str
    browser: str
    states: list[State]
    sites: dict[str, str] = field(default_factory=dict)
    """The registrable domain of each host, as the browser itself knows it."""
    aliases: dict[str, list[str]] = field(default_factory=dict)
    """The CNAME chain of each host that has one."""
    hosts: list[str] = field(default_factory=list)
    """Every host that was connected to, by whomever in the browser."""
    refused: list[Refused] = field(default_factory=list)
    bytes_received: int = 0

    def state(self, key: str) -> State | None:
        """Return the state with that key, if it was visited."""
        return next((each for each in self.states if each.key == key), None)

    def site_of(self, host: str) -> str:
        """Return the registrable domain of a host; the host itself when the browser had none."""
        bare = host.lstrip(".").lower()
        return self.sites.get(bare, bare)


def clean(value: Any) -> Any:
    """Return plain values whose text can be kept: no NUL, and no half of a pair of characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {clean(key): clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


def write(evidence: Evidence, path: Path) -> None:
    """Write evidence as JSON, its text as it can be kept."""
    path.write_text(json.dumps(clean(asdict(evidence)), ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> Evidence:
    """Read what :func:`write` wrote; raises ValueError, KeyError or TypeError for anything else."""
    return cast("Evidence", _built(Evidence, json.loads(path.read_text(encoding="utf-8"))))


@lru_cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _built(kind: Any, value: Any) -> Any:
    """Return plain JSON as the dataclass it was."""
    if value is None:
        return None
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is types.UnionType:
        return _built(arguments[0], value)
    if typing.get_origin(kind) is list:
        return [_built(arguments[0], each) for each in value]
    if is_dataclass(kind):
        hints = _hints(cast("type", kind))
        values = {each.name: _built(hints[each.name], value[each.name]) for each in fields(kind)}
        return cast("type", kind)(**values)
    return value
