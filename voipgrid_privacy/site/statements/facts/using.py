"""Which data is used for what, on what basis, from whom it comes and who gets it (Art. 13, 14)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.choices import Basis, Origin, RecipientKind, Subject
from records.activities.telling import said, title_of
from roles.choices import Role
from roles.transfers.countries import country_name
from roles.transfers.words import language
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.site.statements.facts.lines import Line, sentence, small
from voipgrid_privacy.site.statements.facts.reading import Register

BASES: Final[dict[str, Promise]] = {
    Basis.CONSENT: gettext_lazy("you gave consent (GDPR Art. 6(1)(a))"),
    Basis.CONTRACT: gettext_lazy("it is needed for a contract (GDPR Art. 6(1)(b))"),
    Basis.LEGAL_OBLIGATION: gettext_lazy("a law obliges us (GDPR Art. 6(1)(c))"),
    Basis.VITAL_INTEREST: gettext_lazy("it protects somebody's life (GDPR Art. 6(1)(d))"),
    Basis.PUBLIC_TASK: gettext_lazy("it is a public task (GDPR Art. 6(1)(e))"),
    Basis.LEGITIMATE_INTEREST: gettext_lazy("we have a legitimate interest (GDPR Art. 6(1)(f))"),
}
"""What allows a use, as the end of a sentence."""

CAPACITIES: Final[dict[str, Promise]] = {
    RecipientKind.PROCESSOR: gettext_lazy("%(name)s, on our behalf."),
    RecipientKind.CONTROLLER: gettext_lazy("%(name)s, for purposes of their own."),
    RecipientKind.STATUTORY: gettext_lazy("%(name)s (an authority), because a law says so."),
    RecipientKind.INTERNAL: gettext_lazy("%(name)s, inside our own organisation."),
}
"""In which capacity somebody gets the data (GDPR Art. 4(9)), as a sentence."""

LONG, FEW = 6, 2
"""From how many elements on a use says what it does not have, if that is no more than a few."""


def data(register: Register) -> Iterator[Line]:
    """Tell each kind of data that the party has to do with, what it is and what belongs to it."""
    listed = _listed(register)
    for row in register.categories:
        if row.code not in listed:
            continue
        under, source = str(row.name), row.source.code if row.source else ""
        yield Line(f"{row.code}", sentence(str(row.description)), under, source)
        for element in row.elements.all():
            if element.code in listed[row.code]:
                yield Line(f"{row.code}/{element.code}", str(element.name), under)


def _elements(register: Register) -> dict[str, set[str | None]]:
    """Return the elements by category; ``None`` among them: all of them.

    Of a category in which the party plays a role in the chain it has all elements to do with; of
    another those that its own record names.
    """
    found: dict[str, set[str | None]] = defaultdict(set)
    for entry in register.uses:
        for row in entry.body.get("data", ()):
            found[row["category"]] |= set(row["elements"])
    for matrix in register.matrices:
        for cell in matrix.cells:
            if cell.party.id == register.party.pk and cell.role != Role.NOT_ASSIGNED:
                found[cell.category].add(None)
    return found


def purposes(register: Register) -> Iterator[Line]:
    """Tell each purpose with its data, whose they are and what allows it; then work for others."""
    listed = _listed(register)
    for entry in register.uses:
        under = title_of(entry.body)
        if what := sentence(said(entry.body.get("description"))):
            yield Line(f"{entry.code}", what, under)
        for row in entry.body.get("purposes", ()):
            yield Line(f"{entry.code}/{row['purpose']}", _purpose(register, row), under)
        if whose := _whose(entry.body.get("subjects", ())):
            text = _("About: %(whose)s.") % {"whose": whose}
            yield Line(f"{entry.code}/subjects", text, under)
        for row in entry.body.get("data", ()):
            text = _data(register, row, listed.get(row["category"], ()))
            yield Line(f"{entry.code}/data/{row['category']}", text, under)
    under = _("What we do on behalf of others")
    if register.asked:
        names = ", ".join(small(str(name)) for name in register.asked)
        text = _("We process data for these purposes of others: %(names)s.") % {"names": names}
        yield Line("for-others", text, under)
    for entry in register.done_for_others:
        text = f"{title_of(entry.body)}. {sentence(said(entry.body.get('description')))}"
        yield Line(f"for-others/{entry.code}", text.strip(), under)


def _purpose(register: Register, row: dict[str, Any]) -> str:
    name = str(register.purpose_names.get(row["purpose"], row["purpose"]))
    if row["basis"] is None:
        return _("Purpose: %(purpose)s.") % {"purpose": name.lower()}
    told = {"purpose": name.lower(), "basis": str(BASES[row["basis"]])}
    text = _("Purpose: %(purpose)s. We may do this because %(basis)s.") % told
    if row["interest"]:
        text += " " + _("Our interest: %(what)s.") % {"what": said(row["interest"]).rstrip(".")}
    cited = [citation_in_words(parse(row[part])) for part in ("condition", "law") if row[part]]
    return text + (" " + _("See also %(law)s.") % {"law": "; ".join(cited)} if cited else "")


def _whose(codes: Iterable[str]) -> str:
    return ", ".join(str(Subject(code).label).lower() for code in codes)


def _data(register: Register, row: dict[str, Any], listed: Collection[str]) -> str:
    """Return which data a use has; a long list that the statement holds already is not repeated."""
    category = register.category_names.get(row["category"], row["category"])
    told = {"category": str(category).lower()}
    besides = [code for code in listed if code not in row["elements"]]
    if not listed or len(row["elements"]) < LONG or len(besides) > FEW:
        told["names"] = _names(register, row["elements"])
        return _("Data: %(names)s (%(category)s).") % told
    if not besides:
        return _("Data: all %(category)s that this statement lists.") % told
    told["names"] = _names(register, besides)
    return _("Data: all %(category)s that this statement lists, except: %(names)s.") % told


def _names(register: Register, codes: Iterable[str]) -> str:
    return ", ".join(small(str(register.element_names.get(code, code))) for code in codes)


def _listed(register: Register) -> dict[str, list[str]]:
    """Return by category the elements that the statement lists."""
    used = _elements(register)
    return {
        row.code: [
            element.code
            for element in row.elements.all()
            if element.code in used[row.code] or None in used[row.code]
        ]
        for row in register.categories
        if row.code in used
    }


def sources(register: Register) -> Iterator[Line]:
    """Tell from whom data comes that people did not give themselves (Art. 14(2)(f))."""
    for entry in register.uses:
        for code in entry.body.get("origin", ()):
            told = {"what": title_of(entry.body), "whom": str(Origin(code).label).lower()}
            text = _("For “%(what)s”: from %(whom)s.") % told
            if code == Origin.PUBLIC_REGISTER:
                text += " " + _("That register is open to everyone.")
            yield Line(f"{entry.code}/{code}", text)


def recipients(register: Register) -> Iterator[Line]:
    """Tell who gets data by the record, and who works for the party along its chain.

    Of who gets data under a duty of secrecy nothing is told; what any statement can say is: that
    a law can oblige to give data, and to keep silent about it.
    """
    for entry in register.uses:
        for number, row in enumerate(entry.body.get("recipients", ())):
            if not row["secret"]:
                yield Line(f"{entry.code}/{number}", _recipient(row), title_of(entry.body))
    text = _(
        "Who gets data on our behalf is our processor. Who gets it for purposes of their own"
        " decides about it as a controller."
    )
    if register.uses:
        yield Line("capacities", text, _("What these roles mean"))
    under = _("Who works for us, or for those who do")
    for helper in register.helpers:
        yield Line(f"helper/{helper.party.id}", _helper(helper), under)
    if register.helpers:
        text = _("The list of sub-processors is public, and says what is about to change.")
        yield Line("list", text, under, link="/subverwerkers/")
    text = _(
        "A law can oblige us to give data to an authority, and can forbid us to say so. We check"
        " each time whether we have to."
    )
    yield Line("authorities", text, _("Authorities"))


def _recipient(row: dict[str, Any]) -> str:
    return str(CAPACITIES[row["kind"]]) % {"name": said(row["name"])}


def _helper(helper: Any) -> str:
    where = country_name(helper.country, language())
    if helper.told is None:
        return f"{helper.party.name} ({where})."
    place = country_name(helper.told.location, language()) if helper.told.location else where
    what = str(helper.told.purpose).strip()
    return f"{helper.party.name} ({place}): {what[:1].lower()}{what[1:].rstrip('.')}."
