"""Wordings for officers: what the law asks, the clauses, and publishing a version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.agreements import services
from roles.agreements.models import AgreementTemplate, ClauseItem, TemplateClause
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.kernel.text import Localised


@admin.register(ClauseItem)
class ClauseItemAdmin(RegisterAdmin):
    """What the law asks of an agreement: dated data, entered from the shipped files."""

    list_display = ("place", "asked", "code", "valid_during")
    list_select_related = ("source",)
    ordering = ("position",)
    fields = readonly_fields = ("place", "asked", "code", "source", "valid_during")

    @display(description=gettext_lazy("what the law asks"))
    def asked(self, row: ClauseItem) -> str:
        """Show it in the reader's language."""
        return str(row.name)


class ClauseInline(RegisterInline):
    """What the wording says, item by item."""

    model = TemplateClause
    fields = readonly_fields = ("item", "words")

    @display(description=gettext_lazy("clause of a template"))
    def words(self, row: TemplateClause) -> str:
        """Show heading and text in the reader's language."""
        return f"{row.heading}: {row.text}"


class VersionForm(forms.Form):
    """What the new version is called."""

    version = forms.CharField(
        label=gettext_lazy("Version"), max_length=20, widget=UnfoldAdminTextInputWidget
    )


class PublishForm(forms.Form):
    """From which day."""

    on = LegalDateField(label=gettext_lazy("Published on"), initial=timezone.localdate)


class ClauseForm(forms.Form):
    """The words about one item, in two languages."""

    item = forms.ModelChoiceField(
        label=gettext_lazy("Item"),
        queryset=ClauseItem.objects.all(),
        widget=UnfoldAdminSelectWidget,
    )
    heading_nl = forms.CharField(
        label=gettext_lazy("Heading in Dutch"), max_length=200, widget=UnfoldAdminTextInputWidget
    )
    text_nl = forms.CharField(label=gettext_lazy("Text in Dutch"), widget=UnfoldAdminTextareaWidget)
    heading_en = forms.CharField(
        label=gettext_lazy("Heading in English"), max_length=200, widget=UnfoldAdminTextInputWidget
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"), widget=UnfoldAdminTextareaWidget
    )


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(RegisterAdmin):
    """Copied, worded, published and withdrawn; what is published is never edited."""

    list_display = ("shown_title", "version", "published_on", "withdrawn_on")
    list_filter = (("published_on", admin.EmptyFieldListFilter),)
    search_fields = ("code", "version")
    ordering = ("code", "-version")
    fields = readonly_fields = (
        "shown_title",
        "code",
        "version",
        "published_on",
        "withdrawn_on",
        "source",
    )
    inlines = (ClauseInline,)
    actions_detail = ("copy", "word", "publish", "withdraw")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer writes: another version begins as a copy, not as an empty page."""
        return bool(obj) and self.may_write(request)

    @display(description=gettext_lazy("title"))
    def shown_title(self, row: AgreementTemplate) -> str:
        """Show it in the reader's language."""
        return str(row.title)

    @action(
        description=gettext_lazy("New version"),
        url_path="copy",
        icon="content_copy",
        permissions=["write"],
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin another version with these words."""
        template = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.copy_template(template=template, **given, by=viewer_of(request))
            return _("The new version is there, not yet published.")

        title = _("New version of %(template)s") % {"template": template}
        text = _("It begins with the same clauses.")
        form = VersionForm(request.POST or None)
        back = page_of(template)
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    @action(
        description=gettext_lazy("Word a clause"),
        url_path="word",
        icon="edit_note",
        permissions=["write"],
    )
    def word(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write a clause anew, as long as the version is not published."""
        template = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.word_clause(
                template=template,
                item=given["item"],
                heading=Localised(given["heading_nl"], given["heading_en"]),
                text=Localised(given["text_nl"], given["text_en"]),
                by=viewer_of(request),
            )
            return _("The clause is written.")

        title = _("A clause of %(template)s") % {"template": template}
        text = _("A blank line is not needed: every line is a paragraph.")
        form = ClauseForm(request.POST or None)
        back = page_of(template)
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    @action(
        description=gettext_lazy("Publish"),
        url_path="publish",
        icon="publish",
        permissions=["write"],
    )
    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let agreements be made from it."""
        template = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.publish_template(template=template, **given, by=viewer_of(request))
            return _("The wording is published, and changes no more.")

        title = _("Publish %(template)s") % {"template": template}
        text = _("It needs a clause for everything that the law asks that day.")
        form = PublishForm(request.POST or None)
        back = page_of(template)
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    @action(
        description=gettext_lazy("Withdraw"),
        url_path="withdraw",
        icon="event_busy",
        permissions=["write"],
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make no new agreements from it."""
        template = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.withdraw_template(template=template, **given, by=viewer_of(request))
            return _("No new agreements are made from it from that day.")

        title = _("Withdraw %(template)s") % {"template": template}
        text = _("Agreements that were made from it stay.")
        form = OnForm(request.POST or None)
        back = page_of(template)
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    def has_write_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Say whether the viewer writes wordings."""
        return self.may_write(request)
