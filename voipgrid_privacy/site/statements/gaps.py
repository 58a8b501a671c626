"""Which letters of GDPR Art. 13 and 14 a statement answers, what is missing, who fills it in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.choices import Basis, Officer, Origin, Standing
from records.activities.completeness import missing_of_entry
from records.activities.queries import Entry
from records.activities.telling import title_of
from roles.transfers.choices import Verdict
from voipgrid_privacy.kernel.citing import place_in_words
from voipgrid_privacy.site.statements.choices import Automated, Obliged
from voipgrid_privacy.site.statements.facts import Register
from voipgrid_privacy.site.statements.facts.rights import uses_consent


class State(StrEnum):
    """Whether a letter is answered."""

    TOLD = "TOLD"
    OPEN = "OPEN"
    NOT_NEEDED = "NOT_NEEDED"


class Who(StrEnum):
    """Who can fill a letter in."""

    PARTY = "PARTY"
    PLATFORM = "PLATFORM"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that would answer a letter: what, who can say it, and on which page."""

    what: str
    who: Who
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the law, and how it stands."""

    article: int
    place: str
    asks: Promise
    state: State
    missing: tuple[Missing, ...] = ()

    @property
    def code(self) -> str:
        """How a lawyer cites it: ``13(1)(c)``."""
        number, letter = self.place[:1], self.place[1:]
        return f"{self.article}({number})" + (f"({letter})" if letter else "")

    @property
    def cited(self) -> str:
        """How a lawyer cites it in the reader's language, without the name of the law."""
        return place_in_words(self.code)


def gap_report(register: Register) -> tuple[Letter, ...]:
    """Return every letter of GDPR Art. 13, and what Art. 14 adds, with how it stands."""
    return (*_article_13(register), *_article_14(register))


def open_letters(report: Iterable[Letter]) -> list[str]:
    """Return the letters that are open, as they are cited."""
    return [letter.code for letter in report if letter.state == State.OPEN]


def _article_13(register: Register) -> Iterator[Letter]:
    def letter(
        place: str, asks: Promise, missing: Iterable[Missing], *, needed: bool = True
    ) -> Letter:
        return _letter(13, place, asks, missing, needed=needed)

    yield letter("1a", gettext_lazy("who the controller is, and how to reach it"), _who(register))
    appointed = register.head.officer != Officer.NOT_REQUIRED
    asks = gettext_lazy("how to reach the data protection officer")
    yield letter("1b", asks, _officer(register), needed=appointed)
    yield letter("1c", gettext_lazy("each purpose, with its lawful basis"), _purposes(register))
    rests = any(row["basis"] == Basis.LEGITIMATE_INTEREST for row in _rows(register))
    asks = gettext_lazy("which legitimate interest it is")
    yield letter("1d", asks, _interests(register), needed=rests)
    yield letter("1e", gettext_lazy("who gets the data"), _of_entries(register, "d"))
    asks = gettext_lazy("which data leaves the EEA, and what protects it")
    yield letter("1f", asks, [*_of_entries(register, "e"), *_flows(register)])
    yield letter("2a", gettext_lazy("how long data is kept"), _of_entries(register, "f"))
    yield letter("2b", gettext_lazy("the rights that people have"), ())
    asks = gettext_lazy("that consent can be withdrawn")
    yield letter("2c", asks, (), needed=uses_consent(register))
    yield letter("2d", gettext_lazy("the right to complain to the authority"), ())
    yield letter("2e", gettext_lazy("whether people have to give data"), _obliged(register))
    asks = gettext_lazy("whether computers decide about people, and how")
    yield letter("2f", asks, _automated(register))
    yield letter("3", gettext_lazy("that other use is told first"), ())


def _article_14(register: Register) -> Iterator[Letter]:
    asks = gettext_lazy("which kinds of data it is about")
    yield _letter(14, "1d", asks, _of_entries(register, "c"))
    asks = gettext_lazy("where data comes from that people did not give themselves")
    yield _letter(14, "2f", asks, _origins(register))


def _letter(
    article: int, place: str, asks: Promise, missing: Iterable[Missing], *, needed: bool = True
) -> Letter:
    found = tuple(missing)
    if not needed and not found:
        return Letter(article, place, asks, State.NOT_NEEDED)
    return Letter(article, place, asks, State.OPEN if found else State.TOLD, found)


def _who(register: Register) -> Iterator[Missing]:
    if not register.head.reachable:
        what = _("how you are reached: an address, e-mail address or telephone number")
        yield _mine(register, what, "site:contacts")
    if register.head.needs_representative and not register.head.representative:
        what = _("your representative in the Union")
        yield _mine(register, what, "site:record-keeper")


def _officer(register: Register) -> Iterator[Missing]:
    if register.head.officer == Officer.UNKNOWN:
        what = _("whether you have a data protection officer")
        yield _mine(register, what, "site:record-keeper")
    if register.head.officer == Officer.APPOINTED and not register.head.officer_reachable:
        what = _("how to reach your data protection officer")
        yield _mine(register, what, "site:contacts")


def _rows(register: Register) -> Iterator[dict[str, str | None]]:
    for entry in register.uses:
        yield from entry.body.get("purposes", ())


def _purposes(register: Register) -> Iterator[Missing]:
    if not register.uses:
        what = _("what you use data for: your record as controller is empty")
        yield _mine(register, what, "site:records")
    for entry in register.uses:
        rows = entry.body.get("purposes", ())
        if not rows:
            what = _("the purpose of “%(entry)s”") % {"entry": title_of(entry.body)}
            yield _entry(register, entry, what, "purposes")
        elif any(row["basis"] is None for row in rows):
            what = _("the lawful basis of “%(entry)s”") % {"entry": title_of(entry.body)}
            yield _entry(register, entry, what, "purposes")


def _interests(register: Register) -> Iterator[Missing]:
    for entry in register.uses:
        for row in entry.body.get("purposes", ()):
            if row["basis"] == Basis.LEGITIMATE_INTEREST and not row["interest"]:
                what = _("which interest “%(entry)s” serves") % {"entry": title_of(entry.body)}
                yield _entry(register, entry, what, "purposes")


SECTION_OF = {"c": "data", "d": "recipients", "e": "transfers", "f": "retention"}


def _of_entries(register: Register, letter: str) -> Iterator[Missing]:
    """Yield what entries lack of a letter of Art. 30 that answers this one too."""
    for entry in register.uses:
        for missing in missing_of_entry(entry.kind, entry.body):
            if missing.letter == letter:
                told = {"what": str(missing.what), "entry": title_of(entry.body)}
                what = _("“%(entry)s”: %(what)s") % told
                yield _entry(register, entry, what, SECTION_OF[letter])


def _flows(register: Register) -> Iterator[Missing]:
    for flow in register.flows:
        if flow.verdict not in {Verdict.LAWFUL, Verdict.NO_TRANSFER}:
            told = {"importer": flow.importer.name, "verdict": str(Verdict(flow.verdict).label)}
            what = _("the transfer to %(importer)s: %(verdict)s") % told
            who = Who.PARTY if flow.exporter.pk == register.party.pk else Who.PLATFORM
            yield Missing(what, who, _page(register, "site:portal-transfers", "transfer_overview"))


def _obliged(register: Register) -> Iterator[Missing]:
    if register.draft is None or register.draft.obliged == Obliged.UNKNOWN:
        yield _mine(register, _("whether people have to give you data"), "site:statement")


def _automated(register: Register) -> Iterator[Missing]:
    draft = register.draft
    if draft is None or draft.automated == Automated.UNKNOWN:
        yield _mine(register, _("whether a computer decides about people"), "site:statement")
    elif draft.automated == Automated.SOME and draft.automated_how is None:
        yield _mine(register, _("how that computer decides"), "site:statement")


def _origins(register: Register) -> Iterator[Missing]:
    for entry in register.uses:
        origin = entry.body.get("origin", ())
        if not origin and entry.body.get("data"):
            what = _("where the data of “%(entry)s” comes from") % {"entry": title_of(entry.body)}
            yield _entry(register, entry, what, "origin")


def elsewhere(register: Register) -> bool:
    """Say whether any data comes from others than the people themselves (GDPR Art. 14(1))."""
    own = {Origin.SUBJECT, Origin.BROWSER}
    return any(set(entry.body.get("origin", ())) - own for entry in register.uses)


def _mine(register: Register, what: str, page: str) -> Missing:
    admin = "privacy_statement" if page == "site:statement" else "records"
    admin = "roles_contact_changelist" if page == "site:contacts" else admin
    who = Who.PLATFORM if register.is_platform else Who.PARTY
    return Missing(what, who, _page(register, page, admin))


def _entry(register: Register, entry: Entry, what: str, section: str) -> Missing:
    managed = register.is_platform or entry.standing == Standing.MANAGED
    if register.is_platform:
        return Missing(what, Who.PLATFORM, reverse("admin:records"))
    url = reverse("site:activity-section", args=(entry.pk, section))
    return Missing(what, Who.PLATFORM if managed else Who.PARTY, url)


def _page(register: Register, portal: str, admin: str) -> str:
    return reverse(f"admin:{admin}") if register.is_platform else reverse(portal)
