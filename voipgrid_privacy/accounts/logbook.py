"""The logbook page: what changed, since when, by whom; about one party if asked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from roles.admin.parties import search_parties
from roles.models import Party
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.logbook import Change, latest, tracked_models
from voipgrid_privacy.kernel.tenancy import viewer_of


class LogbookForm(forms.Form):
    """About what, since when, by whom."""

    q = forms.CharField(
        label=gettext_lazy("About party"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "search"}),
    )
    since = LegalDateField(label=gettext_lazy("Since"), required=False)
    by = forms.CharField(
        label=gettext_lazy("By whom (e-mail)"), required=False, widget=UnfoldAdminTextInputWidget
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(_label(model), str(model._meta.verbose_name)) for model in tracked_models()]
        self.fields["kind"].choices = [("", _("Everything")), *sorted(kinds, key=lambda k: k[1])]  # type: ignore[attr-defined]


@register_page("logbook/", "logbook")
def logbook(request: HttpRequest) -> HttpResponse:
    """Show the latest changes that fit the question."""
    form = LogbookForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    context = {
        **admin.site.each_context(request),
        "title": _("Logbook"),
        "form": form,
        "changes": _changes(request, given),
    }
    return TemplateResponse(request, "admin/logbook.html", context)


def _changes(request: HttpRequest, given: dict[str, Any]) -> list[Change]:
    viewer, words, by = viewer_of(request), given.get("q"), given.get("by")
    party = search_parties(Party.objects.visible_to(viewer), words).first() if words else None
    user = User.objects.filter(email__iexact=by).first() if by else None
    if (words and not party) or (by and not user):
        return []
    return latest(
        viewer=viewer,
        about=party.pk if party else None,
        since=given.get("since"),
        actor=str(user.pk) if user else "",
        kinds=[m for m in tracked_models() if _label(m) == given.get("kind")],
    )


def _label(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)
