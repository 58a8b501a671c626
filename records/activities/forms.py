"""Forms for the sections of an entry: the columns of its rows, filled with what it says now."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities.choices import (
    Basis,
    Officer,
    Origin,
    RecipientKind,
    Subject,
)
from records.activities.importing import LARGEST
from records.activities.keeping import Reach
from records.activities.models import RecordKeeper
from records.activities.rows import FLAT, NOWHERE, Row
from records.activities.sections import BY_CODE
from records.activities.vocabulary import Vocabulary
from roles.models.parties import ContactKind
from roles.transfers.choices import GROUND_CHOICES

BLANK: Final = 2
"""How many rows stand ready for what is added."""
MOST: Final = 60
Choices = list[tuple[str, Any]]
NOTHING: Final = ("", "–")


def _named(found: Mapping[str, Any]) -> Choices:
    return [(code, str(name)) for code, name in found.items()]


def _elements(words: Vocabulary) -> Choices:
    return [
        (code, f"{words.categories[words.category_of[code]]}: {name}")
        for code, name in words.elements.items()
    ]


CHOICES: Final[Mapping[str, Callable[[Vocabulary], Choices]]] = {
    "purpose": lambda words: _named(words.purposes),
    "basis": lambda _words: list(Basis.choices),
    "subject": lambda _words: list(Subject.choices),
    "origin": lambda _words: list(Origin.choices),
    "measure": lambda words: _named(words.measures),
    "kind": lambda _words: list(RecipientKind.choices),
    "mechanism": lambda _words: list(GROUND_CHOICES),
    "category": lambda words: _named(words.categories),
    "element": _elements,
    "rule": lambda words: [(code, code) for code in words.rules],
    "feature": lambda words: _named(words.features),
    "applies": lambda _words: [("yes", _("Yes")), ("no", _("No"))],
    "secret": lambda _words: [("yes", _("Yes"))],
}
"""What a column may hold: codes of the register, with their words."""
TICKED: Final = {"subjects": "subject", "origin": "origin", "measures": "measure"}
"""Sections that are a list of codes: each is ticked or not."""
HELP: Final = {
    "document": gettext_lazy("Such as the module of the standard contractual clauses."),
    "law": gettext_lazy("Such as Tw Art. 11.5(2)."),
    "condition": gettext_lazy("Such as GDPR Art. 9(2)(a)."),
    "country": gettext_lazy("Two capital letters, such as US."),
    "owner": gettext_lazy("A function, not a person: versions are kept for good."),
    "because": gettext_lazy("Name no persons."),
}
LONG: Final = {"arrangement", "nl", "en"}


class SectionForm(forms.Form):
    """One section of an entry of a record; ``value`` is what it becomes."""

    def __init__(
        self,
        data: Any = None,
        *,
        section: str,
        said: Any = None,
        words: Vocabulary,
        numbered: bool = True,
    ) -> None:
        super().__init__(data, auto_id=f"{section}-%s", label_suffix="")
        self.section = section
        self.words = words
        self.numbered = numbered
        self.flat = FLAT[section]
        self.count = 0
        rows = self.flat.given(said)
        self._add_fields(rows)

    @property
    def title(self) -> str:
        """What the section is called."""
        return str(BY_CODE[self.section].title)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, for a page that shows rows apart."""
        names = [name for name, _title in self.flat.columns]
        return [[self[f"{number}-{name}"] for name in names] for number in range(self.count)]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that are of no row."""
        return [self[name] for name in ("nowhere", "ticked") if name in self.fields]

    @property
    def value(self) -> Any:
        """Return the section as it is kept; None says nothing."""
        return self.flat.kept(self._given())

    def _add_fields(self, rows: list[Row]) -> None:
        if self.section in TICKED:
            self._tick(TICKED[self.section], rows)
            return
        if self.section == "transfers":
            self.fields["nowhere"] = forms.BooleanField(
                label=_("There are none: the data stays within the European Economic Area"),
                required=False,
                initial=[row["country"] for row in rows] == [NOWHERE],
            )
            rows = [row for row in rows if row["country"] != NOWHERE]
        self.count = 1 if self.flat.single else min(len(rows) + BLANK, MOST)
        for number in range(self.count):
            self._add_row(number, rows[number] if number < len(rows) else {})

    def _tick(self, name: str, rows: list[Row]) -> None:
        self.fields["ticked"] = forms.MultipleChoiceField(
            label=self.title,
            required=False,
            choices=CHOICES[name](self.words),
            initial=[row[name] for row in rows],
            widget=forms.CheckboxSelectMultiple,
        )

    def _add_row(self, number: int, row: Row) -> None:
        for name, title in self.flat.columns:
            alone = self.flat.single or not self.numbered
            label = str(title) if alone else f"{number + 1}. {title}"
            field = self._field(name, label)
            field.initial = row.get(name, "")
            field.help_text = HELP.get(name, "") if number == 0 else ""
            self.fields[f"{number}-{name}"] = field

    def _field(self, name: str, label: str) -> forms.Field:
        if name in CHOICES:
            choices = [NOTHING, *CHOICES[name](self.words)]
            if name == "applies":
                choices = choices[1:]
            return forms.ChoiceField(label=label, required=False, choices=choices)
        if name == "next_on":
            widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=label, required=False, widget=widget)
        long = forms.Textarea({"rows": 3}) if name in LONG and self.section != "name" else None
        return forms.CharField(label=label, required=False, max_length=2_000, widget=long)

    def _given(self) -> list[Row]:
        given = self.cleaned_data
        if self.section in TICKED:
            return [{TICKED[self.section]: code} for code in given["ticked"]]
        names = [name for name, _title in self.flat.columns]
        rows = [
            {name: str(given.get(f"{number}-{name}") or "") for name in names}
            for number in range(self.count)
        ]
        filled = [row for row in rows if any(row.values())]
        if given.get("nowhere") and not filled:
            return [{"country": NOWHERE}]
        return filled


class OwnEntryForm(forms.Form):
    """An entry of one's own: what it is called and what happens; the rest is said on its page."""

    name_nl = forms.CharField(label=gettext_lazy("Name, in Dutch"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name, in English"), max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=50,
        help_text=gettext_lazy("Letters, digits and hyphens."),
    )

    @property
    def body(self) -> dict[str, Any]:
        """Return what the entry says to begin with."""
        return {"name": {"nl": self.cleaned_data["name_nl"], "en": self.cleaned_data["name_en"]}}


class KeeperForm(forms.Form):
    """What letter (a) asks of whoever keeps the record, and how it is reached."""

    address = forms.CharField(label=gettext_lazy("Postal address"), required=False, max_length=300)
    officer = forms.ChoiceField(
        label=gettext_lazy("Is there a data protection officer?"), choices=Officer.choices
    )
    representative = forms.CharField(
        label=gettext_lazy("Representative in the Union"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only for who is not established in the EEA (GDPR Art. 27)."),
    )

    def __init__(
        self, data: Any = None, *, keeper: RecordKeeper, contacts: Mapping[str, Reach]
    ) -> None:
        given = {name: getattr(keeper, name) for name in self.base_fields}
        super().__init__(data, initial=given, label_suffix="")
        for kind in ContactKind:
            reach = contacts.get(kind, Reach())
            words = {"kind": kind.label}
            self.fields[f"{kind.value}-name"] = forms.CharField(
                label=_("%(kind)s: name") % words,
                required=False,
                max_length=200,
                initial=reach.name,
            )
            self.fields[f"{kind.value}-email"] = forms.EmailField(
                label=_("%(kind)s: e-mail") % words, required=False, initial=reach.email
            )
            self.fields[f"{kind.value}-phone"] = forms.CharField(
                label=_("%(kind)s: telephone") % words,
                required=False,
                max_length=30,
                initial=reach.phone,
            )

    @property
    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = self.cleaned_data
        contacts = {
            kind.value: Reach(
                *(given[f"{kind.value}-{part}"] for part in ("name", "email", "phone"))
            )
            for kind in ContactKind
        }
        return {**{name: given[name] for name in self.base_fields}, "contacts": contacts}


class WorkbookForm(forms.Form):
    """An edited workbook, or the confirmation of what was shown of one."""

    file = forms.FileField(
        label=gettext_lazy("The workbook (XLSX), edited"),
        required=False,
        help_text=gettext_lazy("The one you downloaded from this page."),
    )
    token = forms.CharField(required=False, max_length=LARGEST, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse neither, and a file that is larger than a record can be."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        file = given.get("file")
        if not given.get("token") and not file:
            self.add_error("file", _("Choose the workbook."))
        if file and (file.size or 0) > LARGEST:
            self.add_error("file", _("This file is larger than a record can be."))
        return given
