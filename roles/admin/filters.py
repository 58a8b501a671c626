"""Filters that lists of facts with a period share."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import TextFilter

from voipgrid_privacy.kernel.admin_questions import LegalDateField


class DayForm(forms.Form):
    """One day."""

    def __init__(self, *, name: str, label: str, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.fields[name] = LegalDateField(label=label, required=False)


class InForceFilter(TextFilter):  # type: ignore[misc]
    """Only facts that hold on a day."""

    title = _("in force on")
    parameter_name = "in_force"
    form_class = DayForm

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that hold on the chosen day; all of them without one."""
        day = _day(self.value())
        return queryset.filter(valid_during__contains=day) if day else queryset

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Offer the form."""
        name = self.parameter_name
        data = {name: self.value()}
        yield {"form": self.form_class(name=name, label=str(self.title).capitalize(), data=data)}


def _day(value: str | None) -> date | None:
    try:
        return parse_date(value or "")
    except ValueError:  # well formed, but no day of any month
        return None


class EndsSoonFilter(admin.SimpleListFilter):
    """Only contracts that end within thirty days."""

    title = _("end")
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the one question."""
        return [("soon", _("Within 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what ends from tomorrow on and within thirty days."""
        if self.value() != "soon":
            return queryset
        today = timezone.localdate()
        until = today + timedelta(days=30)
        return queryset.filter(valid_during__endswith__gt=today, valid_during__endswith__lte=until)
