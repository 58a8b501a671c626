"""The register of legal sources: what there is, since when it holds, and what replaced it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from roles.models import Source
from roles.queries.sources import rules_on
from roles.services.sources import register_source, supersede_source
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, ask
from voipgrid_privacy.kernel.law import INSTRUMENTS
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.kernel.text import Localised


class SourceForm(forms.ModelForm[Source]):
    """What is known of a new source."""

    title_nl = forms.CharField(label=gettext_lazy("Title in Dutch"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)
    instrument = forms.ChoiceField(
        label=gettext_lazy("Cited as"),
        required=False,
        choices=[("", "–"), *((name, name) for name in INSTRUMENTS)],
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("The name by which rules cite it; empty for what no rule cites."),
    )
    url = forms.URLField(label=gettext_lazy("address"), required=False, assume_scheme="https")
    on = LegalDateField(label=gettext_lazy("First day in force"), required=False)
    until = LegalDateField(label=gettext_lazy("First day no longer in force"), required=False)

    class Meta:
        model = Source
        fields = ("code", "kind", "published_on", "consulted_on")

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        title = Localised(nl=given.pop("title_nl"), en=given.pop("title_en"))
        return {**given, "title": title}


class SuccessorForm(forms.Form):
    """What replaced a source, from which day."""

    successor = forms.ModelChoiceField(
        label=gettext_lazy("Replaced by"),
        queryset=Source.objects.all(),
        widget=UnfoldAdminSelectWidget,
    )
    on = LegalDateField(label=gettext_lazy("From which day"), initial=timezone.localdate)


@admin.register(Source)
class SourceAdmin(RegisterAdmin):
    """Where facts and rules come from, and what has replaced it."""

    adds = True
    form = SourceForm
    list_display = ("shown_title", "kind", "instrument", "period", "superseded_by", "resting")
    list_filter = ("kind",)
    list_select_related = ("superseded_by",)
    search_fields = ("code", "instrument", "title__nl", "title__en")
    fields = (
        ("code", "kind"),
        ("title_nl", "title_en"),
        "instrument",
        "url",
        ("published_on", "consulted_on"),
        ("on", "until"),
    )
    actions_detail = ("supersede",)
    known = (
        "shown_title",
        "code",
        "kind",
        "instrument",
        "address",
        "published_on",
        "consulted_on",
        "period",
        "superseded_by",
        "superseded_on",
        "resting",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new source, or what is known of this one."""
        return self.known if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a source that is there."""
        return self.known if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Source:
        """Enter the source."""
        return register_source(**form.values(), by=viewer_of(request))

    @display(description=gettext_lazy("title"), ordering="code")
    def shown_title(self, row: Source) -> str:
        """Show the title in the reader's language."""
        return str(row.title)

    @display(description=gettext_lazy("in force"), ordering="valid_during")
    def period(self, row: Source) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until) if row.valid_during else "–"

    @display(description=gettext_lazy("rules that rest on it"))
    def resting(self, row: Source) -> str:
        """List the rules of today that cite it."""
        if not row.instrument:
            return "–"
        return ", ".join(rule.code for rule in rules_on(row, timezone.localdate())) or "–"

    @display(description=gettext_lazy("address"))
    def address(self, row: Source) -> str:
        """Link to the document."""
        if not row.url.startswith("https://"):
            return row.url or "–"
        return format_html('<a class="reg-link" href="{}" rel="noopener">{}</a>', row.url, row.url)

    @action(
        description=gettext_lazy("Replaced by another"),
        url_path="supersede",
        icon="update",
        permissions=["add"],
    )
    def supersede(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what replaced the source."""
        source = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            supersede_source(source=source, **given, by=viewer_of(request))
            return _("The source has been replaced. Rules that still rest on it become findings.")

        return ask(
            request,
            title=_("Replaced by another: %(source)s") % {"source": source},
            text=_("It stays in the register: what it supported until that day stays answerable."),
            form=SuccessorForm(request.POST or None),
            run=run,
            back=page_of(source),
        )
