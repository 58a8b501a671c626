"""The forms of a page, and what somebody may send by them who means no good."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from tests.html.walk import Page

TYPED: Final = {"", "text", "search", "email", "tel", "url", "date", "number", "password", "time"}
SENT: Final = {"submit", "image", "button", "reset"}
MARK: Final = '"><b id=x9>'
"""Markup: where a page holds it as it is, somebody else's script could stand there as well."""
BAD: Final = {
    "empty": "",
    "nul": "a\0b",
    "unicode": "\u202eX\u0301\u0489𝔘\U0001f4a9\ufeff\u2028Z",
    "sql": "'; DROP TABLE roles_party; -- ' OR 1=1",
    "html": MARK,
    "formula": '=HYPERLINK("http://a.example")',
    "template": "{{ 7|add:7 }}{% debug %}${7*7}%(x)s{0.__class__}%s",
    "long": "x" * 70_000,
    "number": "-99999999999999999999",
    "date": "9999-12-31",
    "day zero": "0000-00-00",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "json": '{"a": [1, {"b": null}]}',
    "huge": "x" * 10_000_000,
}
EVERY: Final = [(name, tampered) for name in BAD for tampered in (False, True)]
"""Each way to send a form: with what in its fields, and whether in those that nobody types in."""


@dataclass(slots=True)
class Form:
    """A form as a page has it: where it goes, and each field with its kind and what it holds."""

    address: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from other forms, whichever row it is about."""
        path = urlsplit(self.address).path
        place = "/".join(
            "-" if any(c.isdigit() for c in part) else part for part in path.split("/")
        )
        deed = [held for name, kind, held in self.fields if (name, kind) == ("do", "hidden")]
        return (place, self.method, *deed, *sorted({name for name, _, _ in self.fields}))

    def sent(self, bad: str, *, tampered: bool) -> dict[str, object]:
        """Return what is sent: ``bad`` in what is typed, or ``tampered`` with in all else."""
        data: dict[str, object] = {}
        for name, kind, held in self.fields:
            if kind == "file":
                data[name] = SimpleUploadedFile("a.csv", bad.encode()[:100_000])
            elif name == "csrfmiddlewaretoken" or (kind in TYPED) == tampered:
                data.setdefault(name, held)
            else:
                data[name] = bad
        return data


class Reader(HTMLParser):
    """Reads a page's forms."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.select = address, list[Form](), ""
        self.by_id: dict[str, Form] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a form, or a field of the one that it is in."""
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "").lower()
        if tag == "form":
            made = Form(
                urljoin(self.address, said.get("action", "")), said.get("method", "get").lower()
            )
            self.forms.append(made)
            self.by_id[said.get("id", "")] = made
        elif tag == "option" and self.select and self.forms:
            self._held(self.select, "select", said.get("value", ""))
        elif name and self.forms and tag in {"input", "textarea", "select", "button"}:
            self._field(tag, name, kind, said)

    def handle_endtag(self, tag: str) -> None:
        """Leave a list of choices."""
        self.select = "" if tag == "select" else self.select

    def _field(self, tag: str, name: str, kind: str, said: dict[str, str]) -> None:
        form = self.by_id.get(said.get("form", "-"), self.forms[-1])
        if tag == "select":
            self.select = name
        elif tag == "button" or kind in SENT:
            form.fields.append((name, "submit", said.get("value", "")))
        elif tag == "textarea":
            form.fields.append((name, "text", ""))
        elif kind not in {"checkbox", "radio"} or name not in {each for each, _, _ in form.fields}:
            form.fields.append((name, kind, said.get("value", "")))

    def _held(self, name: str, kind: str, value: str) -> None:
        fields = self.forms[-1].fields
        if value and name not in {each for each, _, _ in fields}:
            fields.append((name, kind, value))


def forms_of(address: str, html: str) -> Iterator[Form]:
    """Return the forms of a page that has this address."""
    reader = Reader(address)
    reader.feed(html)
    yield from reader.forms


def each_form_once(met: Iterable[tuple[Client, Page]]) -> list[tuple[Client, Form]]:
    """Return the forms of pages, each with somebody who has it before them."""
    found: dict[tuple[str, ...], tuple[Client, Form]] = {}
    for client, page in met:
        if not page.address.startswith("/en/"):
            for form in forms_of(page.address, page.html):
                found.setdefault(form.key, (client, form))
    return [(client, form) for client, form in found.values() if form.fields]


def answered(client: Client, form: Form, name: str, *, tampered: bool) -> str:
    """Send a form, take back what it did, and say what was wrong with the answer."""
    cookies = SimpleCookie(client.cookies)
    client.raise_request_exception = False
    with transaction.atomic():
        sent = form.sent(BAD[name], tampered=tampered)
        response = getattr(client, form.method)(form.address, sent)
        text = response.getvalue().decode(errors="replace")  # read to its end, and so closed
        transaction.set_rollback(True)
    client.cookies = cookies
    connection.run_on_commit.clear()
    if response.status_code >= 500:
        return f"{response.status_code}: {response.exc_info}"
    return f"holds markup: …{text[max(0, text.index(MARK) - 200) :][:300]}" if MARK in text else ""
