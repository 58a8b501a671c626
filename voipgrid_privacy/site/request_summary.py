"""All answers of the form at a glance, each with the question by which it is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.intake.services.drafting import Drafted
from records.intake.services.sending import OTHER
from records.requests.choices import Right
from voipgrid_privacy.site.request_forms import asked
from voipgrid_privacy.site.request_words import ASKS


@dataclass(frozen=True, slots=True)
class Answered:
    """One line: what it is, what was answered, and where to change it."""

    title: str
    lines: tuple[str, ...]
    step: str


FIELDS: Final[Mapping[str, tuple[tuple[str, Promise], ...]]] = {
    "recht": (("rights", gettext_lazy("What you want")),),
    "voor-wie": (("whom", gettext_lazy("Whose data")),),
    "namens": (
        ("subject_name", gettext_lazy("On behalf of")),
        ("mandate", gettext_lazy("Why you may ask this")),
    ),
    "herkennen": (
        ("phones", gettext_lazy("Telephone numbers")),
        ("emails", gettext_lazy("E-mail addresses")),
        ("customer_numbers", gettext_lazy("Customer numbers")),
        ("company", gettext_lazy("Company")),
    ),
    "vraag": (("words", gettext_lazy("Your request")),),
    "bereiken": (
        ("name", gettext_lazy("Your name")),
        ("email", gettext_lazy("Your e-mail address")),
        ("phone", gettext_lazy("Your telephone number")),
    ),
}


def summary_of(drafted: Drafted) -> list[Answered]:
    """Return the lines in the order of the questions; what was left empty says so."""
    found = []
    for step in asked(drafted.answers):
        for name, title in FIELDS.get(step, ()):
            lines = _lines(name, drafted.answers.get(name)) or (_("Nothing filled in"),)
            found.append(Answered(str(title), lines, step))
    names = tuple(file.name for file in drafted.files) or (_("None"),)
    return [*found, Answered(_("Files"), names, "vraag")]


def _lines(name: str, value: Any) -> tuple[str, ...]:
    if name == "rights":
        return tuple(str(ASKS[Right(each)]) for each in value or ())
    if name == "whom":
        return (_("Of somebody else") if value == OTHER else _("My own"),)
    if isinstance(value, list):
        return tuple(value)
    return tuple(line for line in str(value or "").splitlines() if line.strip())
