"""Security measures in the portal: which ones the party takes, stated, ended and added."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.measures import services
from roles.measures.models import TakenMeasure
from roles.measures.queries import statements
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.measure_forms import EndMeasureForm, OwnMeasureForm, StateForm
from voipgrid_privacy.site.shell import portal_page, shell

Forms = dict[str, RefusableForm]


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show what the party states and what those above it state; state, end or add a measure."""
    viewer, today = viewer_of(request), timezone.localdate()
    forms = _forms(request, party)
    if request.method == "POST" and _done(request, party, forms):
        return redirect("site:measures")
    rows = statements(viewer=viewer)
    mine = rows.filter(party=party).order_by("measure__kind", "measure__code", "-valid_during")
    others = rows.in_force(today).exclude(party=party)
    context = {
        **shell(request, party),
        "rows": [_row(row, today) for row in mine],
        "others": others.order_by("party__name", "measure__kind", "measure__code"),
        "forms": forms,
        "may_write": services.may_state_for(viewer, party),
    }
    return render_page(request, "portal/measures.html", context)


def _row(row: TakenMeasure, today: date) -> tuple[TakenMeasure, EndMeasureForm | None]:
    """Return a statement, with the form that ends it where it is not ended."""
    if row.valid_until is not None and row.valid_until <= today:
        return row, None
    first = {"taken": row.pk, "on": today}
    return row, EndMeasureForm(initial=first, auto_id=f"{row.pk}_%s", label_suffix="")


def _forms(request: HttpRequest, party: Party) -> Forms:
    """Return the forms of the page; the one that was sent with what it holds."""
    sent = request.POST.get("do") if request.method == "POST" else None
    data = {name: request.POST if name == sent else None for name in ("state", "own", "end")}
    return {
        "state": StateForm(data["state"], party=party, viewer=viewer_of(request)),
        "own": OwnMeasureForm(data["own"], label_suffix=""),
        "end": EndMeasureForm(data["end"], label_suffix=""),
    }


def _state(party: Party, form: Any, by: Viewer) -> str:
    services.state_measure(party=party, **form.cleaned_data, at=timezone.now(), by=by)
    return _("It is stated, for those that you deliver to and in your records.")


def _own(party: Party, form: Any, by: Viewer) -> str:
    services.add_own_measure(party=party, **form.given, by=by)
    return _("The measure is added: state that you take it.")


def _end(party: Party, form: Any, by: Viewer) -> str:
    row = statements(viewer=by, party=party).filter(pk=form.cleaned_data["taken"]).first()
    if row is None:
        raise NotFound
    services.end_measure(taken=row, on=form.cleaned_data["on"], by=by)
    return _("From that day you no longer state it. Papers that were made stay as they are.")


ACTIONS: dict[str, Callable[[Party, Any, Viewer], str]] = {
    "state": _state,
    "own": _own,
    "end": _end,
}


def _done(request: HttpRequest, party: Party, forms: Forms) -> bool:
    """Do what was asked; False where its form says what is wrong."""
    act = ACTIONS.get(request.POST.get("do", ""))
    if act is None:
        raise NotFound
    form = forms[request.POST["do"]]
    if not form.is_valid():
        return False
    try:
        messages.success(request, act(party, form, viewer_of(request)))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True
