"""The officers' page of the logbook: who saw and changed what; for DPO and auditor, read only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.models import Party
from voipgrid_privacy.accounts.auditing import AuditForm, page_of_entries, taken_along
from voipgrid_privacy.audit.models import AuditTerm
from voipgrid_privacy.audit.queries import days_published
from voipgrid_privacy.audit.services import set_audit_term
from voipgrid_privacy.kernel.admin_questions import ISODateWidget, LegalDateField, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class OfficersForm(AuditForm):
    """The same in the admin's dress, and for which party."""

    field_order = ("party", "kind", "by", "about", "since", "until")
    party = forms.CharField(
        label=gettext_lazy("In the chain of (name of a party)"), required=False, max_length=200
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, field in self.fields.items():
            dress = UnfoldAdminSelectWidget if name == "kind" else UnfoldAdminTextInputWidget
            if name in {"since", "until"}:
                field.widget = ISODateWidget()
            elif name == "kind":
                field.widget = dress(choices=field.choices)  # type: ignore[attr-defined]
            else:
                field.widget = dress()


class TermForm(forms.Form):
    """How long, from when, and why."""

    months = forms.IntegerField(
        label=gettext_lazy("Months"),
        min_value=6,
        max_value=120,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    on = LegalDateField(label=gettext_lazy("From"))
    reason = forms.CharField(
        label=gettext_lazy("Why so long"), max_length=2_000, widget=UnfoldAdminTextareaWidget()
    )


@register_page("logbook/wie-zag-wat/", "audit")
def audit(request: HttpRequest) -> HttpResponseBase:
    """Show what fits, or hand it over as a file (``format``)."""
    viewer = viewer_of(request)
    form = OfficersForm(request.GET)
    name = form.cleaned_data["party"].strip() if form.is_valid() else ""
    party = Party.objects.visible_to(viewer).filter(name__iexact=name).first() if name else None
    asked = form.asked(party.pk if party else None, viewer)
    if name and party is None:
        asked = None
    if asked and (file := taken_along(viewer, asked, request.GET.get("format", ""))):
        return file
    context = {
        **admin.site.each_context(request),
        "title": _("Who saw and changed what"),
        "form": form,
        "understood": asked is not None,
        "page": page_of_entries(viewer, asked, request.GET.get("page")),
        "party": party,
        "terms": AuditTerm.objects.order_by("valid_during"),
        "days": days_published()[:1],
        "may_set_term": viewer.may(Ability.RUN_RETENTION),
    }
    return TemplateResponse(request, "admin/audit.html", context)


@register_page("logbook/bewaartermijn/", "audit_term")
def term(request: HttpRequest) -> HttpResponseBase:
    """Ask how long the logbook is kept from now on."""
    viewer = viewer_of(request)
    viewer.must(Ability.RUN_RETENTION)

    def run(given: dict[str, Any]) -> str:
        set_audit_term(**given, today=timezone.localdate(), by=viewer)
        return _("The term is recorded.")

    return ask(
        request,
        title=_("How long the logbook is kept"),
        text=_("From that day entries that are older are cut off. What was cut off is gone."),
        form=TermForm(request.POST or None, initial={"on": timezone.localdate()}),
        run=run,
        back=reverse("admin:audit"),
    )
