"""What people can ask, which rights their data have, and where to complain (Art. 12-22, 77)."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.choices import Basis
from roles.models.parties import ContactKind
from voipgrid_privacy.site.statements.choices import Automated, Obliged
from voipgrid_privacy.site.statements.facts.lines import Line
from voipgrid_privacy.site.statements.facts.reading import Register

ALWAYS: Final[dict[str, Promise]] = {
    "access": gettext_lazy("See which data we have about you, and get a copy (GDPR Art. 15)."),
    "rectification": gettext_lazy("Have wrong data corrected (GDPR Art. 16)."),
    "erasure": gettext_lazy("Have data erased that we no longer need or may use (GDPR Art. 17)."),
    "restriction": gettext_lazy("Have us leave data alone for a while (GDPR Art. 18)."),
    "portability": gettext_lazy(
        "Take along data that you gave us, where you gave consent or we have a contract with you"
        " (GDPR Art. 20)."
    ),
    "objection": gettext_lazy(
        "Object to use for our legitimate interest or for a task in the public interest. To"
        " marketing you may always object, and then we stop (GDPR Art. 21)."
    ),
    "human": gettext_lazy(
        "Have a person look at it when only a computer decided about you (GDPR Art. 22)."
    ),
}
HOW: Final[dict[str, Promise]] = {
    Obliged.CONTRACT: gettext_lazy(
        "We need some data for the contract. Without it we cannot deliver the service."
    ),
    Obliged.LAW: gettext_lazy(
        "Some data you must give us by law, and some we need for the contract. Without it we may"
        " not or cannot deliver the service."
    ),
    Obliged.FREE: gettext_lazy(
        "You do not have to give us data. If you give none, we cannot help you in that."
    ),
}
FORM: Final = "site:request-form"
OF_PARTY: Final = "site:request-form-of"


def obliged(register: Register) -> Iterator[Line]:
    """Tell whether data must be given, where the party said so."""
    draft = register.draft
    if draft and draft.obliged in HOW:
        yield Line("obliged", str(HOW[draft.obliged]))


def automated(register: Register) -> Iterator[Line]:
    """Tell whether computers decide about people, where the party said so."""
    draft = register.draft
    if draft and draft.automated == Automated.NONE:
        text = _(
            "No computer takes decisions about you on its own that have legal effects for you or"
            " similarly significantly affect you."
        )
        yield Line("none", text)
    if draft and draft.automated == Automated.SOME:
        text = _("A computer takes some decisions on its own.")
        how = str(draft.automated_how or "").strip()
        yield Line("some", f"{text} {how}".strip())


def rights(register: Register) -> Iterator[Line]:
    """Tell every right, consent where any use rests on it, and how to ask."""
    for key, right in ALWAYS.items():
        yield Line(key, str(right))
    if uses_consent(register):
        text = _("Withdraw consent, at any time and as easily as you gave it (GDPR Art. 7(3)).")
        yield Line("consent", text)
    asked = [c for c in register.contacts if c.kind in {ContactKind.PRIVACY, ContactKind.GENERAL}]
    reach = next((c.email or c.phone for c in sorted(asked, key=_privacy_first)), "")
    if reach:
        text = _(
            "Do you have a question or a request, or do you want to know how we keep to the GDPR?"
            " Ask us: %(where)s."
        ) % {"where": reach}
        yield Line("ask", text, _("How to ask"), link=f"mailto:{reach}" if "@" in reach else "")
    text = _("Or ask with our form: you need no account for it.")
    yield Line("form", text, _("How to ask"), link=_form(register))
    text = _("We must be sure that it is you, and ask for no more than that takes.")
    yield Line("identity", text, _("How to ask"))
    text = _(
        "If somebody else decides about the data, we send your request on to them or tell you whom"
        " to ask."
    )
    yield Line("onwards", text, _("How to ask"))


def _form(register: Register) -> str:
    """Return where the form is; of a party by what never changes, which leads to its address."""
    if register.is_platform:
        return reverse(FORM)
    return reverse(OF_PARTY, args=(register.party.pk,))


def uses_consent(register: Register) -> bool:
    """Say whether any use rests on consent."""
    rows = (row for entry in register.uses for row in entry.body.get("purposes", ()))
    return any(row["basis"] == Basis.CONSENT for row in rows)


def _privacy_first(contact: object) -> bool:
    return getattr(contact, "kind", "") != ContactKind.PRIVACY


def complaint(register: Register) -> Iterator[Line]:  # noqa: ARG001  the same for all
    """Tell the right to complain, and to go to court (GDPR Art. 77, 79)."""
    text = _(
        "You can always complain to the supervisory authority: the Autoriteit Persoonsgegevens,"
        " Postbus 93374, 2509 AJ Den Haag, autoriteitpersoonsgegevens.nl."
    )
    yield Line("authority", text, link="https://www.autoriteitpersoonsgegevens.nl/")
    yield Line("court", _("You can also go to court (GDPR Art. 79)."))


def changes(register: Register) -> Iterator[Line]:  # noqa: ARG001  the same for all
    """Tell how changes are announced, and that old versions stay."""
    text = _(
        "Each version has a number and a day from which it holds. Older versions stay where they"
        " are, so that you can see what changed. Who follows this statement gets a mail."
    )
    yield Line("versions", text)
    text = _(
        "If we want to use data for something that is not described here, we tell you first (GDPR"
        " Art. 13(3), 14(4))."
    )
    yield Line("first", text)
