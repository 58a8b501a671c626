"""A party's statistics: whether they are made, what was made, and what that cost."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from records.choices import StoreKind
from records.models import DataStore, StatisticsDecision
from records.statistics import services
from records.statistics.queries import Month, decisions, months, release, releases, year_of
from records.statistics.telling import by_month, divisions, facts, month_in_words, taken_along
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.statistics_forms import DecideForm, EndForm

SHOWN = 24
"""How many months are drawn; all of them are taken along."""


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show which months there are, and what they cost; have them made, or no more."""
    viewer, today = viewer_of(request), timezone.localdate()
    current = _current(viewer, party, today)
    sent = request.POST if request.method == "POST" else None
    form = EndForm(sent) if current else DecideForm(sent)
    if sent is not None and (told := _done(form, party, current, viewer)):
        messages.success(request, told)
        return redirect("site:statistics")
    mine = list(decisions(viewer=viewer, party=party.pk).order_by("valid_during"))
    standing = _standing(mine, viewer, today)
    made = [month.release for month in standing if month.release]
    context = {
        **shell(request, party),
        "current": current,
        "form": form,
        "may_write": services.may_decide_for(viewer, party.pk) and _own_store() is not None,
        "year": year_of(current, today.year, viewer=viewer) if current else None,
        "months": [(month, month_in_words(month.first_day)) for month in reversed(standing)],
        "bars": by_month(made[-SHOWN:]) if made else None,
    }
    return render_page(request, "portal/statistics.html", context)


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show the statistics of one month, with how far off they may be."""
    row = release(viewer=viewer_of(request), pk=pk, party=party.pk)
    context = {
        **shell(request, party),
        "release": row,
        "month": month_in_words(row.month),
        "facts": facts(row),
        "divisions": divisions(row),
    }
    return render_page(request, "portal/statistics_month.html", context)


@portal_page
def file(request: HttpRequest, party: Party, form: str) -> HttpResponseBase:
    """Hand out all of the party's months as a table."""
    rows = releases(viewer=viewer_of(request), party=party.pk).order_by("month", "store")
    return taken_along(list(rows), form)


def _current(viewer: Viewer, party: Party, today: date) -> StatisticsDecision | None:
    """Return the decision that is not over."""
    rows = decisions(viewer=viewer, party=party.pk)
    return rows.filter(valid_during__endswith__isnull=True).first() or rows.in_force(today).first()


def _standing(mine: list[StatisticsDecision], viewer: Viewer, today: date) -> list[Month]:
    found: dict[tuple[UUID, date], Month] = {}
    for decision in mine:
        for month in months(decision, on=today, viewer=viewer):
            found[decision.store_id, month.first_day] = month
    return sorted(found.values(), key=lambda month: month.first_day)


def _own_store() -> DataStore | None:
    return DataStore.objects.filter(kind=StoreKind.OWN_POSTGRESQL).order_by("code").first()


def _done(
    form: RefusableForm, party: Party, current: StatisticsDecision | None, viewer: Viewer
) -> str:
    """Do what was asked and say so; nothing where the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        if current:
            services.end_statistics(decision=current.pk, **form.cleaned_data, by=viewer)
            return _("No more statistics are made from that day. What was made stays.")
        services.decide_statistics(**_given(form, party), by=viewer)
        return _("They are made of each month that is over, before its calls are erased.")
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages[0])
    return ""


def _given(form: RefusableForm, party: Party) -> dict[str, Any]:
    store = _own_store()
    if store is None:
        raise NotFound
    epsilon: Decimal = form.cleaned_data["epsilon"]
    return {
        "party": party.pk,
        "store": store.pk,
        "on": form.cleaned_data["on"],
        "epsilon": epsilon,
        "budget": 12 * epsilon,
        "most_calls": form.cleaned_data["most_calls"],
    }
