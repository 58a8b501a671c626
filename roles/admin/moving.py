"""Moving customers and partners: what it comes to is shown before it is done."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from roles import services
from roles.models import Contract, Party
from roles.queries.search import party_meant
from roles.services import moving
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.previewed import PreviewedForm, previewed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of

Values = dict[str, Any]


class PartyField(forms.CharField):
    """A party by its whole name or a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=200,
            widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            help_text=gettext_lazy("The whole name, or a number of the party."),
            **kwargs,
        )
        self.viewer: Viewer | None = None

    def clean(self, value: Any) -> Any:
        """Return the party; raises ValidationError."""
        return named(super().clean(value), self.viewer)


def named(text: str, viewer: Viewer | None) -> Party:
    """Return the party that ``text`` names; raises ValidationError with the refusal's code."""
    if viewer is None:
        raise TypeError("The form sets the viewer.")
    try:
        return party_meant(viewer=viewer, q=text)
    except DomainError as refusal:
        raise ValidationError(refusal.sentence, code=refusal.code) from refusal


class EndForm(PreviewedForm):
    """On which day everything ends."""

    on = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"), initial=timezone.localdate
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PartyField | PartiesField):
                field.viewer = viewer


class MoveForm(EndForm):
    """To whom, from which day."""

    to_partner = PartyField(label=gettext_lazy("New provider"))
    on = LegalDateField(
        label=gettext_lazy("First day at the new provider"), initial=timezone.localdate
    )
    with_features = forms.BooleanField(
        label=gettext_lazy("What is switched on stays on"),
        required=False,
        help_text=gettext_lazy("Otherwise it ends, and is agreed anew with the new provider."),
    )
    field_order: Iterable[str] | None = ("to_partner", "on", "with_features")


class PartiesField(forms.CharField):
    """Parties by name or number, one a line."""

    viewer: Viewer | None = None

    def clean(self, value: Any) -> Any:
        """Return the parties; raises ValidationError."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [named(line, self.viewer) for line in lines]


class SplitForm(MoveForm):
    """Who goes, to whom, from which day."""

    acquirers = PartiesField(
        label=gettext_lazy("Customers and sub-resellers that go"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line: the whole name or a number."),
    )
    field_order = ("acquirers", "to_partner", "on", "with_features")


class TakeOverForm(MoveForm):
    """By whom, from which day."""

    ends_own = forms.BooleanField(
        label=gettext_lazy("The partner's own contracts end that day"),
        required=False,
        initial=True,
    )
    field_order = ("to_partner", "on", "with_features", "ends_own")


@register_page("partijen/<uuid:party>/overnemen/", "take_over")
def take_over(request: HttpRequest, party: Any) -> HttpResponse:
    """Let another partner take over everything a partner sells."""
    partner, by = _party(request, party), viewer_of(request)
    form = TakeOverForm(
        request.POST or None, name=partner.name, viewer=by, initial={"with_features": True}
    )
    return _page(
        request,
        form,
        partner,
        title=_("Take over %(party)s") % {"party": partner},
        plan=lambda asked: moving.plan_take_over(partner=partner, **asked, by=by),
        run=lambda asked: services.take_over_partner(partner=partner, **asked, by=by),
    )


@register_page("partijen/<uuid:party>/splitsen/", "split")
def split(request: HttpRequest, party: Any) -> HttpResponse:
    """Let some customers of a partner go to another."""
    partner, by = _party(request, party), viewer_of(request)
    form = SplitForm(
        request.POST or None, name=partner.name, viewer=by, initial={"with_features": True}
    )
    return _page(
        request,
        form,
        partner,
        title=_("Split %(party)s") % {"party": partner},
        plan=lambda asked: moving.plan_split(partner=partner, **asked, by=by),
        run=lambda asked: services.split_partner(partner=partner, **asked, by=by),
    )


@register_page("partijen/<uuid:party>/keten-beeindigen/", "end_chain")
def end_chain(request: HttpRequest, party: Any) -> HttpResponse:
    """End what a party gets, and everything below it."""
    found, by = _party(request, party), viewer_of(request)
    form = EndForm(request.POST or None, name=found.name, viewer=by)
    return _page(
        request,
        form,
        found,
        title=_("End the chain of %(party)s") % {"party": found},
        plan=lambda asked: moving.plan_end(party=found, **asked, by=by),
        run=lambda asked: services.end_chain(party=found, **asked, by=by),
    )


@register_page("overeenkomsten/<uuid:contract>/verhuizen/", "move_customer")
def move(request: HttpRequest, contract: Any) -> HttpResponse:
    """Let another provider deliver what this contract is for."""
    by = viewer_of(request)
    row = Contract.objects.visible_to(by).filter(pk=contract).first()
    if row is None:
        raise Http404
    what: Values = {"customer": row.acquirer, "service": row.service, "by": by}
    return _page(
        request,
        MoveForm(request.POST or None, name=row.acquirer.name, viewer=by),
        row,
        title=_("Move %(party)s") % {"party": row.acquirer},
        plan=lambda asked: moving.plan_move(**asked, **what),
        run=lambda asked: services.move_customer(**asked, **what),
    )


def _party(request: HttpRequest, pk: Any) -> Party:
    found = Party.objects.visible_to(viewer_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    form: PreviewedForm,
    row: Party | Contract,
    *,
    title: str,
    plan: Callable[[Values], moving.Plan],
    run: Callable[[Values], Any],
) -> HttpResponse:
    """Ask, show what it comes to, and do it once the name is typed."""
    by = viewer_of(request)
    if not by.may(Ability.WRITE_REGISTER):
        raise PermissionDenied
    shown, done = previewed(form, show=lambda asked: moving.preview(plan(asked), by=by), run=run)
    if done:
        messages.success(request, _("Done. What held until that day stays answerable."))
        return redirect(page_of(row))
    context = {
        **admin.site.each_context(request),
        "title": title,
        "form": form,
        "preview": shown,
        "back": page_of(row),
    }
    return TemplateResponse(request, "admin/move.html", context)
