"""Saying what the columns of a file are: one question a column, for portal and admin alike."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.services.importing.results import SheetColumns


class ColumnsForm(forms.Form):
    """Our name of each column of each sheet; empty: it is left out."""

    def __init__(
        self,
        data: Any,
        *,
        sheets: Sequence[SheetColumns],
        widget: type[forms.Select] = forms.Select,
    ) -> None:
        super().__init__(data, auto_id="%s", label_suffix="")
        self.sheets = tuple(sheets)
        for name, sheet, place in self._columns():
            column = sheet.columns[place]
            header = column.header or "–"
            self.fields[name] = forms.ChoiceField(
                label=header if len(self.sheets) == 1 else f"{sheet.name}: {header}",
                choices=[("", _("left out")), *((ours, ours) for ours in sheet.known)],
                initial=column.suggested,
                required=False,
                widget=widget,
            )

    @property
    def mapping(self) -> dict[int, list[str]]:
        """What was said, as the service takes it."""
        said: dict[int, list[str]] = {sheet.number: [] for sheet in self.sheets}
        for name, sheet, _place in self._columns():
            said[sheet.number].append(self.cleaned_data[name])
        return said

    @property
    def unclear(self) -> bool:
        """Whether some column is not yet read as it probably should be."""
        return any(c.ours != c.suggested for sheet in self.sheets for c in sheet.columns)

    def _columns(self) -> Iterator[tuple[str, SheetColumns, int]]:
        for sheet in self.sheets:
            for place in range(len(sheet.columns)):
                yield f"column-{sheet.number}-{place}", sheet, place
