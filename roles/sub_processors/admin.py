"""Changes of sub-processors for officers: propose, preview, tell, let begin or call off."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roles.sub_processors import services
from roles.sub_processors.admin_forms import BecauseForm, BeginForm, NotifyForm, ProposeForm
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.evidence import as_page, as_zip
from roles.sub_processors.models import SubProcessorChange, SubProcessorNotice
from roles.sub_processors.queries import Standing, standing
from roles.sub_processors.recipients import Recipient, StillToTell, still_to_tell
from roles.sub_processors.words import data_of
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.tenancy import SYSTEM, viewer_of

STATES = {"PROPOSED": "info", "NOTIFIED": "warning", "ACTIVE": "success", "WITHDRAWN": "danger"}
SHOWN = 100
"""How many of those to be told a preview names; all of them are counted."""


class NoticeInline(RegisterInline):
    """Who was told, and until when it may object."""

    model = SubProcessorNotice
    fk_name = "change"
    fields = readonly_fields = (
        "recipient",
        "sender",
        "authorisation",
        "notice_days",
        "notified_on",
        "last_day",
        "consented_on",
    )
    ordering = ("notified_on", "recipient__name")
    show_change_link = True


@admin.register(SubProcessorChange)
class SubProcessorChangeAdmin(RegisterAdmin):
    """Proposed once; then only its state changes, and the database says when it may."""

    adds = True
    form = ProposeForm
    list_display = ("name", "proposer", "kind", "shown_state", "planned_on", "notified_on")
    list_filter = ("state", "kind", "service")
    list_select_related = ("proposer", "sub_processor")
    search_fields = ("sub_processor_name", "proposer__name")
    ordering = ("-proposed_on", "pk")
    autocomplete_fields = ("proposer", "sub_processor", "replaces")
    fields = (
        ("proposer", "sub_processor"),
        ("replaces", "service"),
        "data_categories",
        ("purpose_nl", "purpose_en"),
        ("reason_nl", "reason_en"),
        ("location", "mechanism"),
        "safeguards",
        ("visibility", "planned_on"),
    )
    inlines = (NoticeInline,)
    actions_detail = ("notify", "activate", "withdraw", "evidence", "evidence_page")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new change, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a change that is there."""
        known = ("name", "proposer", "kind", "replaces", "shown_state", "stands", "data")
        told = ("does", "because", "location", "mechanism", "safeguards", "visibility")
        days = ("planned_on", "proposed_on", "notified_on", "activated_on", "withdrawn_on")
        return (*known, *told, *days, "withdrawn_because") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what belongs to a change that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> SubProcessorChange:
        """Propose the change."""
        return services.propose_change(**form.asked(), at=timezone.now(), by=viewer_of(request))

    @display(description=gettext_lazy("sub-processor"), ordering="sub_processor_name")
    def name(self, change: SubProcessorChange) -> str:
        """Show who is to be engaged."""
        return change.sub_processor_name

    @display(description=gettext_lazy("state"), ordering="state", label=STATES)
    def shown_state(self, change: SubProcessorChange) -> tuple[str, str]:
        """Show how far it is."""
        return change.state, change.get_state_display()

    @display(description=gettext_lazy("data categories"))
    def data(self, change: SubProcessorChange) -> str:
        """Show which data it is about, and who is told of that."""
        reached = change.reaches_customers
        words = _("customers are told") if reached else _("it stays with partners")
        return f"{data_of(change)} ({words})"

    @display(description=gettext_lazy("what it will do"))
    def does(self, change: SubProcessorChange) -> str:
        """Show what it will do, in the reader's language."""
        return str(change.purpose)

    @display(description=gettext_lazy("why"))
    def because(self, change: SubProcessorChange) -> str:
        """Show why, in the reader's language."""
        return str(change.reason)

    @display(description=gettext_lazy("what holds it up"))
    def stands(self, change: SubProcessorChange) -> str:
        """Show what the database would refuse today."""
        if change.state != ChangeState.NOTIFIED:
            return "–"
        return stands_in_words(_standing(change))

    @action(
        description=gettext_lazy("Tell"), url_path="notify", icon="campaign", permissions=["add"]
    )
    def notify(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show who is told and until when each may object; then tell them."""
        change = self.row(request, object_id)
        found = still_to_tell(
            change=change,
            sender=change.proposer,
            on=timezone.localdate(),
            viewer=viewer_of(request),
            shown=SHOWN,
        )

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            made = services.notify(change=change, **given, at=timezone.now(), by=by)
            return on_their_way(len(made))

        return ask(
            request,
            title=_("Tell of %(change)s") % {"change": change},
            text=preview_in_words(found),
            form=NotifyForm(request.POST or None),
            run=run,
            back=page_of(change),
            details=told_of(found),
        )

    @action(
        description=gettext_lazy("Let begin"),
        url_path="activate",
        icon="play_arrow",
        permissions=["add"],
    )
    def activate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the change take effect today, if the database agrees."""
        change = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.activate_change(change=change, **given, at=timezone.now(), by=by)
            return _("The sub-processor is engaged from today.")

        return ask(
            request,
            title=_("Let begin: %(change)s") % {"change": change},
            text=stands_in_words(_standing(change)),
            form=BeginForm(request.POST or None),
            run=run,
            back=page_of(change),
        )

    @action(
        description=gettext_lazy("Call off"), url_path="withdraw", icon="undo", permissions=["add"]
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Call the change off, and tell everyone who was told."""
        change = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.withdraw_change(change=change, **given, at=timezone.now(), by=by)
            return _("The change is called off.")

        title = _("Call off: %(change)s") % {"change": change}
        text = _("Everyone who was told gets a mail. It can be proposed anew later.")
        form = BecauseForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(change))

    @action(description=gettext_lazy("Evidence"), url_path="evidence", icon="folder_zip")
    def evidence(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out everything that was said, sent and answered, with its hashes."""
        return as_zip(self.row(request, object_id), viewer_of(request), timezone.now())

    @action(
        description=gettext_lazy("Evidence on paper"),
        url_path="evidence-page",
        icon="picture_as_pdf",
    )
    def evidence_page(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show who was told when, what was answered and how it ended, as PDF."""
        return as_pdf(as_page(self.row(request, object_id), viewer_of(request), timezone.now()))


def _standing(change: SubProcessorChange) -> Standing:
    return standing(viewer=SYSTEM, change=change, on=timezone.localdate())


def stands_in_words(found: Standing) -> str:
    """Say what holds a change up, and from which day it may begin as far as is known."""
    words = {"day": date_format(found.earliest, "l j F Y")}
    if found.free:
        return _("Nothing holds it up: it may begin today.")
    held = " ".join(
        f"{one.sentence} ({one.number})" if one.number > 1 else str(one.sentence)
        for one in found.hindrances
    )
    return f"{held} {_('Not before %(day)s.') % words}"


def preview_in_words(found: StillToTell) -> str:
    """Say how many are told, how many cannot be reached, and what is not agreed."""
    if not found.number:
        return _("There is nobody to tell.")
    numbers = {
        "number": found.number,
        "unreachable": found.unreachable,
        "unagreed": found.unagreed,
    }
    words = ngettext(
        "%(number)s party is told, by mail and in the portal. Without an e-mail address:"
        " %(unreachable)s. Without agreed days of notice: %(unagreed)s.",
        "%(number)s parties are told, each by mail and in the portal. Without an e-mail address:"
        " %(unreachable)s. Without agreed days of notice: %(unagreed)s.",
        found.number,
    )
    return words % numbers


def on_their_way(number: int) -> str:
    """Say how many notices will be sent."""
    words = ngettext(
        "%(number)s notice is on its way.", "%(number)s notices are on their way.", number
    )
    return words % {"number": number}


def told_of(found: StillToTell) -> tuple[tuple[str, str], ...]:
    """Return the first of those to be told, and what is said of each."""
    return tuple((str(one.party), told_in_words(one)) for one in found.first)


def told_in_words(one: Recipient) -> str:
    """Say on what ground somebody is told, where, and until when it may object."""
    words = ngettext(
        "%(kind)s; %(days)s day, up to and including %(day)s; %(address)s",
        "%(kind)s; %(days)s days, up to and including %(day)s; %(address)s",
        one.days,
    )
    return words % {
        "kind": one.authorisation.label,
        "days": one.days,
        "day": date_format(one.last_day, "l j F Y"),
        "address": one.address or _("no e-mail address"),
    }
