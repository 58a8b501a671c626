"""The logbook page: what changed, since when, by whom; about one party if asked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from roles.models import Party
from roles.queries.search import parties_like
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.logbook import Change, latest, tracked_models
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of

STEP = 50
MOST = 2_000


class LogbookForm(forms.Form):
    """About what, since when, by whom."""

    q = forms.CharField(
        label=gettext_lazy("About party"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "search"}),
    )
    since = LegalDateField(label=gettext_lazy("Since"), required=False)
    by = forms.CharField(
        label=gettext_lazy("By whom (e-mail)"), required=False, widget=UnfoldAdminTextInputWidget
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"), required=False, widget=UnfoldAdminSelectWidget
    )

    party = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(_label(model), str(model._meta.verbose_name)) for model in tracked_models()]
        self.fields["kind"].choices = [("", _("Everything")), *sorted(kinds, key=lambda k: k[1])]  # type: ignore[attr-defined]


@register_page("logbook/", "logbook")
def logbook(request: HttpRequest) -> HttpResponse:
    """Show the latest changes that fit the question; who is meant comes before what happened.

    A question that is not understood is answered with what is wrong with it, and with no changes.
    """
    viewer = viewer_of(request)
    meant = _party(request.GET, viewer)
    asked = {"q": meant.name if meant else "", **request.GET.dict()}
    form = LogbookForm({**asked, "party": meant.pk if meant else ""})
    valid = form.is_valid()
    given = form.cleaned_data if valid else {}
    fitting = [meant] if meant else _fitting(given.get("q", ""), viewer)
    about = fitting[0] if len(fitting) == 1 else None
    most = _most(request.GET.get("most", ""))
    unknown = bool(given.get("q")) and about is None
    changes = _changes(viewer, given, about, most + 1) if valid and not unknown else []
    context = {
        **admin.site.each_context(request),
        "title": _("Logbook"),
        "form": form,
        "about": about,
        "picks": fitting if about is None else (),
        "unknown": unknown,
        "since": given.get("since"),
        "changes": changes[:most],
        "more": most + STEP if len(changes) > most else 0,
    }
    return TemplateResponse(request, "admin/logbook.html", context)


def _party(asked: QueryDict, viewer: Viewer) -> Party | None:
    """Return the party in the address, unless another name has been typed since."""
    identifier = as_uuid(asked.get("party", ""))
    rows = Party.objects.visible_to(viewer)
    party = rows.filter(pk=identifier).first() if identifier else None
    return party if party and asked.get("q", party.name) == party.name else None


def _fitting(words: str, viewer: Viewer) -> list[Party]:
    """Return whom the words may mean: the one with exactly that name, or all that are like it."""
    found = parties_like(viewer=viewer, q=words) if words else []
    exact = [party for party in found if party.name.casefold() == words.strip().casefold()]
    return exact if len(exact) == 1 else found


def _most(text: str) -> int:
    return max(STEP, min(int(text), MOST)) if text.isdecimal() and len(text) < 6 else STEP


def _changes(viewer: Viewer, given: dict[str, Any], about: Party | None, most: int) -> list[Change]:
    by = given.get("by")
    user = User.objects.filter(email__iexact=by).first() if by else None
    if by and not user:
        return []
    return latest(
        viewer=viewer,
        about=about,
        since=given.get("since"),
        actor=str(user.pk) if user else "",
        kinds=[m for m in tracked_models() if _label(m) == given.get("kind")],
        most=most,
    )


def _label(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)
