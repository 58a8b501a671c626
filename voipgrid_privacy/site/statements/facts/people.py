"""Who the controller is, and how it and its DPO are reached (GDPR Art. 13(1)(a), (b))."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.activities.choices import Officer
from roles.models.parties import ContactKind
from roles.transfers.countries import country_name
from roles.transfers.words import language
from voipgrid_privacy.site.statements.facts.lines import Line, sentence
from voipgrid_privacy.site.statements.facts.reading import Register


def who(register: Register) -> Iterator[Line]:
    """Tell name, number, address and contact points; people's names stay in the register."""
    party = register.party
    yield Line("name", sentence(_("We are %(name)s") % {"name": party.name}))
    if register.is_platform:
        yield Line(
            "what",
            _(
                "We make a platform for business telephony. We deliver telecommunication services"
                " to partners, who sell these on to their customers."
            ),
        )
    if party.kvk_number:
        told = {"number": party.kvk_number}
        yield Line("kvk", _("Chamber of Commerce number: %(number)s.") % told)
    if register.head.address:
        yield Line("address", _("Address: %(address)s.") % {"address": register.head.address})
    if party.country != "NL":
        yield Line(
            "country",
            _("Country: %(country)s.") % {"country": country_name(party.country, language())},
        )
    if register.head.representative:
        told = {"name": register.head.representative}
        text = _("Our representative in the Union: %(name)s") % told
        yield Line("representative", sentence(text))
    yield from _reached(register)
    yield from _officer(register)
    yield from _provider(register)


def _reached(register: Register) -> Iterator[Line]:
    """Tell where to ask, each address once."""
    said = Counter[str]()
    for contact in register.contacts:
        if contact.kind == ContactKind.DPO:
            continue
        said[contact.kind] += 1
        what = _("Ask us by mail (%(what)s)") if contact.email else _("Call us (%(what)s)")
        reach = ", ".join(filter(None, (contact.email, contact.phone)))
        head = what % {"what": str(ContactKind(contact.kind).label).lower()}
        link = f"mailto:{contact.email}" if contact.email else ""
        number = said[contact.kind]
        key = f"contact/{contact.kind}" + (f"/{number}" if number > 1 else "")
        yield Line(key, f"{head}: {reach}", link=link)


def _officer(register: Register) -> Iterator[Line]:
    if register.head.officer == Officer.APPOINTED:
        reach = [c for c in register.contacts if c.kind == ContactKind.DPO]
        text = _("We have a data protection officer, who watches how we handle data.")
        where = ", ".join(filter(None, (reach[0].email, reach[0].phone))) if reach else ""
        more = _("You reach this officer at %(where)s.") % {"where": where} if where else ""
        link = f"mailto:{reach[0].email}" if reach and reach[0].email else ""
        yield Line("officer", f"{text} {more}".strip(), link=link)
    if register.head.officer == Officer.NOT_REQUIRED:
        text = _("We have no data protection officer: the law does not ask us for one.")
        yield Line("officer", text)
    number = sum(1 for c in register.contacts if c.kind == ContactKind.SECURITY)
    if number:
        said = ngettext(
            "We have a security officer.", "We have %(number)s security officers.", number
        )
        yield Line("security", said % {"number": number})


def _provider(register: Register) -> Iterator[Line]:
    """Tell who is a provider of telecommunication, and where that is registered (Tw Art. 2.1)."""
    if register.is_platform:
        text = _(
            "Our partners offer electronic communication. The law calls them providers; they"
            " register with the Authority for Consumers and Markets (ACM)."
        )
        yield Line("provider", text)
    elif register.registration:
        text = _(
            "We offer electronic communication and are registered for that with the Authority for"
            " Consumers and Markets (ACM), number %(number)s."
        )
        yield Line("provider", text % {"number": register.registration.number})
