"""The page on which a part is answered, as admin and portal both show it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from records.answers.doing import Taken, take
from records.answers.forms import (
    PLAIN,
    ChoiceForm,
    DoneForm,
    EraseForm,
    InstructForm,
    PackageForm,
    RectifyForm,
    Widgets,
    form_for,
)
from records.answers.refusals import NotYourAnswer
from records.answers.working import Work, category_of, work_on
from records.recipients.working import RecipientForm, TellRequesterForm
from records.restrictions.working import RestrictForm, listed
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.once import is_spent, spend
from voipgrid_privacy.kernel.tenancy import viewer_of

Refused = dict[str, forms.Form]


def answer_page(
    request: HttpRequest, part: UUID, widgets: Widgets = PLAIN
) -> dict[str, Any] | None:
    """Do what was asked, and return what the page shows; None: load it anew, it is done.

    Raises NotFound, also for a part that is not the viewer's to work on.
    """
    try:
        work = work_on(part=part, by=viewer_of(request))
    except NotYourAnswer as refusal:
        raise NotFound from refusal
    taken, refused = Taken(), Refused()
    if request.method == "POST":
        taken, refused = _took(request, work, widgets)
        if not refused and not taken.shows:
            return None
        work = work_on(part=part, by=viewer_of(request))
    bound = RectifyForm(request.POST, work=work, widgets=widgets) if taken.rectifying else None
    return _shown(work, taken, refused, widgets, bound)


def _took(request: HttpRequest, work: Work, widgets: Widgets) -> tuple[Taken, Refused]:
    """Do what was asked; return what came of it, or the form with what is wrong."""
    what = request.POST.get("do", "")
    name = f"{what} {request.POST.get('group', '')}".strip()
    form = form_for(what, work, request.POST, widgets)
    if not form.is_valid():
        return Taken(), {name: form}
    once = str(form.cleaned_data.get("once", ""))
    if once and is_spent(request, once):
        form.add_error(None, _("This was done already; the code was shown then."))
        return Taken(), {name: form}
    given = form.cleaned_data
    try:
        taken = take(
            what,
            work=work,
            asked=request.POST,
            given=given,
            at=timezone.now(),
            by=viewer_of(request),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return Taken(), {name: form}
    if once:
        spend(request, once)
    if taken.sentence:
        messages.success(request, taken.sentence)
    return taken, {}


def _shown(
    work: Work, taken: Taken, refused: Refused, widgets: Widgets, bound: forms.Form | None
) -> dict[str, Any]:
    revealed = taken.revealed
    refused_to_write = refused.get("rectify") or refused.get("instruct_rectifying")
    tried = refused_to_write or refused.get("try") or bound
    groups = []
    for each in work.reviewed:
        pk = each.group.pk
        form = refused.get(f"choose {pk}") or ChoiceForm(of=each, widgets=widgets)
        groups.append((revealed if revealed and revealed.group.pk == pk else each, form))
    return {
        "work": work,
        "category": category_of(work.part),
        "groups": groups,
        "revealed": revealed,
        "taken": taken,
        "package_form": refused.get("package") or PackageForm(work=work, widgets=widgets),
        "instruct_form": refused.get("instruct") or InstructForm(work=work, widgets=widgets),
        "rectify_form": tried or RectifyForm(work=work, widgets=widgets),
        "erase_form": refused.get("erase") or EraseForm(work=work, widgets=widgets),
        "recipient_form": refused.get("recipient")
        or RecipientForm(of=work.recipients, widgets=widgets),
        "tell_form": refused.get("tell") or TellRequesterForm(widgets=widgets),
        "restrict_form": refused.get("restrict")
        or RestrictForm(of=work.restrictions, widgets=widgets),
        "restrictions": listed(
            work.restrictions, refused, widgets, today=legal_day(timezone.now())
        ),
        "done_form": refused.get("done") or DoneForm(widgets=widgets),
    }
