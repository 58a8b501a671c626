"""Where data goes, how long it is kept, how it is protected, and which cookies there are."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.telling import length_in_words, said, title_of
from records.choices import StartEvent, Technique
from records.retention.models import RetentionRule
from roles.transfers.choices import Mechanism
from roles.transfers.countries import country_name
from roles.transfers.queries import Flow
from roles.transfers.words import destination_in_words, ground_in_words, language
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.site.statements.facts.lines import Line, sentence, small
from voipgrid_privacy.site.statements.facts.reading import Register

AFTER: Final[dict[str, Promise]] = {
    Technique.DELETE: gettext_lazy("After that we erase it."),
    Technique.SUPPRESS: gettext_lazy("After that we empty it."),
    Technique.GENERALISE: gettext_lazy("After that we make it so coarse that it tells of nobody."),
}
"""What happens to data whose term has ended."""

STARTS: Final[dict[str, Promise]] = {
    StartEvent.END_OF_CALL: gettext_lazy("the end of the call"),
    StartEvent.INVOICE_DATE: gettext_lazy("the date of the invoice"),
    StartEvent.END_OF_FINANCIAL_YEAR: gettext_lazy("the end of the financial year"),
    StartEvent.END_OF_CONTRACT: gettext_lazy("the end of the contract"),
    StartEvent.CREATION: gettext_lazy("the day on which it was recorded"),
    StartEvent.INSTRUCTION: gettext_lazy("the instruction of the controller"),
}
"""From when a term runs, as it stands inside a sentence."""


def transfers(register: Register) -> Iterator[Line]:
    """Tell which data leaves the EEA, to whom, on what ground, and how to get a copy of it."""
    yield Line(
        "mostly",
        _(
            "We process data mostly in the European Union and the rest of the EEA. Where data goes"
            " elsewhere, we see to it that it is protected as the GDPR demands."
        ),
    )
    for entry in register.uses:
        told = entry.body.get("transfers") or {"none": False, "to": ()}
        if told["none"]:
            text = _("For “%(what)s” data stays inside the EEA.")
            yield Line(f"{entry.code}/none", text % {"what": title_of(entry.body)})
        for number, row in enumerate(told["to"]):
            yield Line(f"{entry.code}/{number}", _stated(title_of(entry.body), row))
    for flow in register.flows:
        to = f"{flow.to.country}{flow.to.organisation}"
        yield Line(f"flow/{flow.exporter.pk}/{flow.importer.pk}/{to}", _flow(flow))
    if register.flows:
        yield Line("copy", _("Ask us for a copy of what was agreed about this."))


def _stated(what: str, row: Mapping[str, Any]) -> str:
    told = {
        "what": what,
        "country": country_name(row["country"], language()),
        "recipient": row["recipient"],
        "ground": small(str(Mechanism(row["mechanism"]).label)),
    }
    return _("For “%(what)s” data goes to %(recipient)s in %(country)s: %(ground)s.") % told


def _flow(flow: Flow) -> str:
    names = ", ".join(str(name).lower() for _code, name in flow.categories)
    told = {
        "exporter": flow.exporter.name,
        "importer": flow.importer.name,
        "where": destination_in_words(flow.to),
        "names": names or _("data"),
    }
    text = _("From %(exporter)s to %(importer)s, %(where)s: %(names)s.") % told
    grounds = "; ".join(small(ground_in_words(row)) for row in flow.recorded)
    return text + (
        " " + _("What protects it: %(ground)s.") % {"ground": grounds} if grounds else ""
    )


def retention(register: Register) -> Iterator[Line]:
    """Tell how long data is kept for each purpose, and what happens then."""
    for entry in register.uses:
        for number, row in enumerate(entry.body.get("retention", ())):
            text = _kept(register, row)
            yield Line(f"{entry.code}/{number}", text, title_of(entry.body))


def _kept(register: Register, row: Mapping[str, Any]) -> str:
    terms, item = register.terms, row["element"]
    what = register.element_names.get(item) or register.category_names.get(row["category"])
    own = terms.own.get(row["category"]) if item is None else None
    rule = own or terms.rules.get(row["rule"])
    term = _term(rule) if rule else said(row["term"])
    law = f" ({citation_in_words(parse(row['law']))})" if row["law"] else ""
    text = f"{what or row['category']}: {small(term).rstrip('.')}{law}."
    if rule is None:
        return text
    return f"{text} {AFTER[rule.technique]}"


def _term(rule: RetentionRule) -> str:
    """Return how long a rule has data kept, and from when, as a statement says it."""
    told = {"term": length_in_words(rule), "start": str(STARTS[rule.start_event])}
    return _("%(term)s after %(start)s") % told


def measures(register: Register) -> Iterator[Line]:
    """Tell the measures that the party states, each with what it comes to."""
    for row in register.measures:
        source = row.measure.source.code if row.measure.source else ""
        text = f"{row.measure.name}: {small(str(row.measure.description))}"
        yield Line(row.measure.code, sentence(text), source=source)


def cookies(register: Register) -> Iterator[Line]:
    """Tell where the cookie statement of each site is, and when the site was last scanned."""
    for site in register.sites:
        text = _("What %(site)s stores and reads stands in its cookie statement.")
        text %= {"site": site.host}
        if site.scanned_on:
            day = date_format(site.scanned_on, "j F Y")
            text += " " + _("We last looked at what the site really does on %(day)s.") % {
                "day": day
            }
        address = reverse("cookies-statement", args=(site.code, language(), "html"))
        yield Line(site.code, text, link=address)
    if register.sites:
        yield Line("choice", _("You can change your choice about cookies at any time."))
