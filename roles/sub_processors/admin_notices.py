"""Notices, objections, engagements and requests for officers: read, and answered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.sub_processors import services
from roles.sub_processors.admin import SHOWN, on_their_way, preview_in_words, told_of
from roles.sub_processors.admin_forms import (
    AddressForm,
    AnswerDetailsForm,
    EngagementForm,
    EvidenceForm,
    NotifyForm,
    ProofForm,
    ReasonForm,
    SettleForm,
)
from roles.sub_processors.admin_mail import MailFilter, mailed_in_words
from roles.sub_processors.models import (
    DetailRequest,
    Engagement,
    Objection,
    SubProcessorNotice,
)
from roles.sub_processors.recipients import still_to_tell
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.tenancy import viewer_of


class AnsweredAdmin(RegisterAdmin):
    """What others wrote: officers add nothing here, and answer in somebody's name."""

    def has_writing_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Say whether the viewer answers."""
        return self.may_write(request)


class ObjectionInline(RegisterInline):
    """What was objected under a notice."""

    model = Objection
    fields = readonly_fields = ("made_on", "late", "settlement", "settled_on")
    show_change_link = True


@admin.register(SubProcessorNotice)
class SubProcessorNoticeAdmin(AnsweredAdmin):
    """Who was told of what, and what it answered; officers answer in its name."""

    list_display = (
        "recipient",
        "sender",
        "change",
        "authorisation",
        "notified_on",
        "last_day",
        "consented_on",
        "mailed",
    )
    list_filter = (MailFilter, "authorisation", "told_by", "change__state")
    list_select_related = ("recipient", "sender", "change")
    search_fields = ("recipient__name", "sender__name", "change__sub_processor_name")
    ordering = ("-notified_on", "recipient__name", "pk")
    fields = (
        "change",
        ("sender", "recipient"),
        ("contract", "mandate"),
        ("authorisation", "told_by"),
        ("notice_days", "notified_on", "last_day"),
        ("consented_on", "consent_given", "evidence"),
        ("mailed", "otherwise_on", "proof"),
    )
    readonly_fields = (
        "change",
        "sender",
        "recipient",
        "contract",
        "mandate",
        "authorisation",
        "told_by",
        "notice_days",
        "notified_on",
        "last_day",
        "consented_on",
        "consent_given",
        "evidence",
        "mailed",
        "otherwise_on",
        "proof",
    )
    inlines = (ObjectionInline,)

    @display(description=gettext_lazy("mail"))
    def mailed(self, notice: SubProcessorNotice) -> str:
        """Show when the mail left, or what keeps it."""
        return mailed_in_words(notice)

    actions_detail = ("pass_on", "object_to", "consent", "refuse", "send_again", "told_otherwise")

    @action(
        description=gettext_lazy("Pass on in its name"),
        url_path="pass-on",
        icon="forward",
        permissions=["writing"],
    )
    def pass_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show whom the recipient is still to tell; then tell them in its name."""
        notice = self.row(request, object_id)
        found = still_to_tell(
            change=notice.change,
            sender=notice.recipient,
            on=timezone.localdate(),
            viewer=viewer_of(request),
            shown=SHOWN,
        )

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            made = services.pass_on(notice=notice, **given, at=timezone.now(), by=by)
            return on_their_way(len(made))

        return ask(
            request,
            title=_("Tell the customers of %(party)s") % {"party": notice.recipient},
            text=preview_in_words(found),
            form=NotifyForm(request.POST or None),
            run=run,
            back=page_of(notice),
            details=told_of(found),
        )

    @action(
        description=gettext_lazy("Record an objection"),
        url_path="object",
        icon="front_hand",
        permissions=["writing"],
    )
    def object_to(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record that whoever was told objects."""
        notice = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.object_to(notice=notice, **given, at=timezone.now(), by=by)
            return _("The objection is recorded.")

        title = _("Objection of %(party)s") % {"party": notice.recipient}
        text = _("The change cannot take effect until it has been settled.")
        form = ReasonForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(notice))

    @action(
        description=gettext_lazy("Record its consent"),
        url_path="consent",
        icon="check",
        permissions=["writing"],
    )
    def consent(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record that whoever authorises specifically agrees."""
        notice = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.consent(notice=notice, **given, at=timezone.now(), by=viewer_of(request))
            return _("The consent is recorded.")

        title = _("Consent of %(party)s") % {"party": notice.recipient}
        text = _("It authorises each sub-processor by itself (GDPR Art. 28(2)).")
        form = EvidenceForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(notice))

    @action(
        description=gettext_lazy("Record its refusal"),
        url_path="refuse",
        icon="block",
        permissions=["writing"],
    )
    def refuse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record that whoever authorises specifically does not agree, and why."""
        notice = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.refuse_consent(notice=notice, **given, at=timezone.now(), by=by)
            return _("The refusal is recorded, with its reason: without consent nothing begins.")

        title = _("Refusal of %(party)s") % {"party": notice.recipient}
        text = _("It is kept and told as an objection; without consent the change cannot begin.")
        form = ReasonForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(notice))

    @action(
        description=gettext_lazy("Send to another address"),
        url_path="send-again",
        icon="forward_to_inbox",
        permissions=["writing"],
    )
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the notice to another address."""
        notice = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.send_again(notice=notice, **given, at=timezone.now(), by=viewer_of(request))
            return on_their_way(1)

        title = _("Send the notice to %(party)s again") % {"party": notice.recipient}
        text = _("Its window counts from the day on which this leaves. Change the contact too.")
        form = AddressForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(notice))

    @action(
        description=gettext_lazy("Record that it was told otherwise"),
        url_path="told-otherwise",
        icon="mark_email_read",
        permissions=["writing"],
    )
    def told_otherwise(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record another proof of telling than a mail."""
        notice = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.record_told_otherwise(notice=notice, **given, at=timezone.now(), by=by)
            return _("It is recorded; the window counts from today.")

        title = _("%(party)s was told otherwise") % {"party": notice.recipient}
        text = _("For a party that mail does not reach; the window counts from today.")
        form = ProofForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(notice))


@admin.register(Objection)
class ObjectionAdmin(AnsweredAdmin):
    """What was objected, by whom and why, and how it came to an end."""

    list_display = ("by_whom", "change", "made_on", "late", "shown", "settled_on")
    list_filter = ("late", "settlement", ("settled_on", admin.EmptyFieldListFilter))
    list_select_related = ("notice__recipient", "notice__change")
    search_fields = ("notice__recipient__name", "notice__change__sub_processor_name")
    ordering = ("-made_on", "pk")
    fields = readonly_fields = (
        "by_whom",
        "change",
        "notice",
        "reason",
        "made_on",
        "late",
        "shown",
        "agreed",
        "settled_on",
    )
    actions_detail = ("settle",)

    @display(description=gettext_lazy("who objects"), ordering="notice__recipient__name")
    def by_whom(self, objection: Objection) -> str:
        """Show who objects."""
        return str(objection.notice.recipient)

    @display(description=gettext_lazy("change"))
    def change(self, objection: Objection) -> str:
        """Show to what."""
        return str(objection.notice.change)

    @display(description=gettext_lazy("how it was settled"), ordering="settlement")
    def shown(self, objection: Objection) -> str:
        """Show how it came to an end."""
        return objection.get_settlement_display() if objection.settlement else _("Not settled")

    @action(
        description=gettext_lazy("Settle"),
        url_path="settle",
        icon="handshake",
        permissions=["writing"],
    )
    def settle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record how the objection came to an end."""
        objection = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.settle_objection(objection=objection, **given, at=timezone.now(), by=by)
            return _("The objection is settled.")

        title = _("Settle: %(objection)s") % {"objection": objection}
        text = objection.reason
        form = SettleForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(objection))


@admin.register(Engagement)
class EngagementAdmin(RegisterAdmin):
    """What a supplier does, where and on what ground; entered for those that work already."""

    adds = True
    form = EngagementForm
    list_display = ("supplier", "engaged_by", "location", "mechanism", "visibility")
    list_filter = ("mechanism", "visibility", "location")
    list_select_related = ("contract__provider", "contract__acquirer")
    search_fields = ("contract__provider__name",)
    ordering = ("contract__provider__name", "pk")
    autocomplete_fields = ("contract",)
    fields = (
        "contract",
        ("purpose_nl", "purpose_en"),
        ("location", "mechanism"),
        ("safeguards", "visibility"),
        "baseline",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new one, or what is told."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for one that is there."""
        told = ("does", "location", "mechanism", "safeguards", "visibility", "baseline")
        return ("supplier", "engaged_by", "contract", *told) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Engagement:
        """Say what the supplier does; of one that was described already, say it anew."""
        return services.describe_engagement(
            **form.described(), at=timezone.now(), by=viewer_of(request)
        )

    @display(description=gettext_lazy("sub-processor"), ordering="contract__provider__name")
    def supplier(self, row: Engagement) -> str:
        """Show who."""
        return str(row.contract.provider)

    @display(description=gettext_lazy("what it does"))
    def does(self, row: Engagement) -> str:
        """Show what it does, in the reader's language."""
        return str(row.purpose)

    @display(description=gettext_lazy("engaged by"), ordering="contract__acquirer__name")
    def engaged_by(self, row: Engagement) -> str:
        """Show for whom."""
        return str(row.contract.acquirer)


@admin.register(DetailRequest)
class DetailRequestAdmin(AnsweredAdmin):
    """Who asks for what is told on request only."""

    list_display = ("party", "contract", "state", "asked_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("party", "contract")
    search_fields = ("party__name",)
    ordering = ("-asked_at", "pk")
    fields = readonly_fields = (
        "party",
        "contract",
        "reason",
        "state",
        "answer",
        "asked_at",
        "answered_at",
    )
    actions_detail = ("reply",)

    @action(
        description=gettext_lazy("Answer"),
        url_path="answer",
        icon="reply",
        permissions=["writing"],
    )
    def reply(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Approve or refuse."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            by = viewer_of(request)
            services.answer_details(request=row, **given, at=timezone.now(), by=by)
            return _("The answer is recorded.")

        title = _("Details of %(contract)s for %(party)s") % {
            "contract": row.contract,
            "party": row.party,
        }
        text = row.reason or _("No reason was given.")
        form = AnswerDetailsForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))
