"""The logbook as people ask for it: what is looked for, in the address, and what is taken along."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voipgrid_privacy.accounts.audit_words import about_words
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.audit.models import AuditEntry
from voipgrid_privacy.audit.queries import REGISTER, Asked, entries, lines, names_for
from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.tables import Table, as_csv, in_pieces
from voipgrid_privacy.kernel.tenancy import Viewer, partner_scope

PER_PAGE: Final = 50
COLUMNS: Final = ("at", "kind", "actor", "action", "about_kind", "about", "chain", "number")
MADE_BY_US: Final = "logboek"
"""How the files are called."""


class AuditForm(forms.Form):
    """Who, what kind of thing, about which, between which days."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[("", gettext_lazy("Everything")), *Kind.choices],
        required=False,
    )
    by = forms.CharField(
        label=gettext_lazy("By whom (e-mail, or API client)"), required=False, max_length=254
    )
    about = forms.UUIDField(label=gettext_lazy("About which (identifier)"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def asked(self, party: UUID | None, viewer: Viewer) -> Asked | None:
        """Return what is looked for; None where it is not understood, or nobody is meant."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        by = _actor(given["by"].strip(), viewer) if given["by"].strip() else ""
        if by is None:
            return None
        return Asked(
            party=party,
            kind=given["kind"],
            actor=by,
            about=str(given["about"] or ""),
            since=_midnight(given["since"]),
            until=_midnight(given["until"], days=1),
        )


def _actor(text: str, viewer: Viewer) -> str | None:
    """Return the identifier of who is meant; None for an address that no log-in has."""
    if "@" not in text:
        return text
    users = User.objects.filter(email__iexact=text)
    if not viewer.sees_everything:
        users = users.filter(memberships__party__in=viewer.parties)
    found = users.values_list("pk", flat=True).first()
    return str(found) if found else None


def _midnight(day: Any, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    start = datetime.combine(day, time.min) + timedelta(days=days)
    return timezone.make_aware(start)


def page_of_entries(viewer: Viewer, asked: Asked | None, number: str | None) -> Page[Any]:
    """Return a page of entries: each with the name of who acted, and what it is about in words."""
    rows = entries(viewer=viewer, asked=asked) if asked else AuditEntry.objects.none()
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(number)
    found = list(page.object_list)
    names = names_for(viewer, {row.actor for row in found})
    page.object_list = [(row, names[row.actor], about_words(row.about_kind)) for row in found]
    return page


def taken_along(viewer: Viewer, asked: Asked, form: str) -> HttpResponseBase | None:
    """Return what fits as a file, streamed: ``csv``, ``jsonl``; or ``log``: the whole chain.

    None for a form that we do not have.
    """
    maker = FORMS.get(form)
    return maker(viewer, asked) if maker else None


def _csv(viewer: Viewer, asked: Asked) -> HttpResponseBase:
    columns = tuple(str(AuditEntry._meta.get_field(name).verbose_name) for name in COLUMNS)  # type: ignore[union-attr]
    about = (
        (_("Kind"), str(dict(Kind.choices).get(asked.kind, _("Everything")))),
        (_("Made on"), date_format(timezone.localtime(), "DATETIME_FORMAT")),
    )
    return as_csv(
        Table(
            name=f"{MADE_BY_US}-{asked.party or REGISTER}",
            title=_("Logbook"),
            about=about,
            columns=columns,
            rows=_rows(viewer, asked),
        )
    )


def _rows(viewer: Viewer, asked: Asked) -> Iterator[tuple[Any, ...]]:
    names, kinds = names_for(viewer), {code: str(word) for code, word in Kind.choices}

    def rows() -> Iterator[tuple[Any, ...]]:
        for row in _read(viewer, asked):
            yield (
                row.at.isoformat(),
                kinds[row.kind],
                names[row.actor],
                row.action,
                row.about_kind,
                row.about,
                row.chain,
                row.number,
            )

    return rows()


def _read(viewer: Viewer, asked: Asked) -> Iterator[AuditEntry]:
    """Yield the entries under the policies of who asks: a file is read after the request."""
    with nullcontext() if viewer.sees_everything else partner_scope(viewer):
        yield from entries(viewer=viewer, asked=asked).iterator(chunk_size=2_000)


def _jsonl(viewer: Viewer, asked: Asked) -> HttpResponseBase:
    texts = (f"{row.body}\n" for row in _read(viewer, asked))
    return _file(texts, f"{MADE_BY_US}-{asked.party or REGISTER}.jsonl", "application/jsonl")


def _log(viewer: Viewer, asked: Asked) -> HttpResponseBase:
    """Return the whole chain, whatever is looked for: of a part nothing can be verified."""
    chain = str(asked.party or REGISTER)

    def texts() -> Iterator[str]:
        with nullcontext() if viewer.sees_everything else partner_scope(viewer):
            yield from lines(chain, at=timezone.now())

    return _file(texts(), f"{MADE_BY_US}-{chain}.txt", "text/plain; charset=utf-8")


def _file(texts: Iterator[str], name: str, kind: str) -> HttpResponseBase:
    response = StreamingHttpResponse(in_pieces(texts), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


FORMS: Final[dict[str, Callable[[Viewer, Asked], HttpResponseBase]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "log": _log,
}
