"""Papers of agreements for officers: generate, send, sign for the platform, keep."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.agreements import services
from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    AgreementTemplate,
    Channel,
    Instruction,
    InstructionKind,
    Language,
)
from roles.agreements.paper import as_file
from roles.agreements.queries import papers, the_paper
from roles.agreements.services.drafting import OPEN
from voipgrid_privacy.kernel.admin import RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, LegalDateField, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of

PAPER_ACTIONS: Final[dict[str, Any]] = {
    "title": gettext_lazy("Paper"),
    "icon": "description",
    "items": ["generate", "send", "sign_here", "withdraw", "upload", "cover", "add_evidence"],
}


@register_page("overeenkomsten/papier/<uuid:document>/", "agreement_paper")
def agreement_paper(request: HttpRequest, document: Any) -> HttpResponse:
    """Hand out a paper as the bytes that were kept."""
    return as_file(the_paper(viewer=viewer_of(request), pk=document))


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Language.choices, widget=UnfoldAdminSelectWidget
    )


class GenerateForm(forms.Form):
    """From which wording, in which language."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("Wording"),
        queryset=AgreementTemplate.objects.none(),
        empty_label=gettext_lazy("The newest"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    language = _language()

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        usable = AgreementTemplate.objects.usable(timezone.localdate())
        self.fields["template"].queryset = usable  # type: ignore[attr-defined]


class SignHereForm(forms.Form):
    """Who signs for the platform, and what."""

    document_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=UnfoldAdminTextInputWidget
    )
    function = forms.CharField(
        label=gettext_lazy("Function"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


class UploadForm(forms.Form):
    """A paper that was signed elsewhere, and when."""

    file = forms.FileField(
        label=gettext_lazy("Signed paper"),
        help_text=gettext_lazy("PDF, at most 10 MB. Only the two parties can read it."),
        widget=UnfoldAdminFileFieldWidget,
    )
    language = _language()
    processor_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the processor on"), required=False
    )
    controller_signed_on = LegalDateField(
        label=gettext_lazy("Signed by the party it acts for on"), required=False
    )


class InstructForm(forms.Form):
    """What was said, by whom, when and how; about which instruction, if it is an answer."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=InstructionKind.choices, widget=UnfoldAdminSelectWidget
    )
    about = forms.ModelChoiceField(
        label=gettext_lazy("About the instruction"),
        queryset=Instruction.objects.none(),
        required=False,
        help_text=gettext_lazy("Only for an answer."),
        widget=UnfoldAdminSelectWidget,
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=2_000, widget=UnfoldAdminTextareaWidget
    )
    given_by = forms.CharField(
        label=gettext_lazy("Said by"), max_length=120, widget=UnfoldAdminTextInputWidget
    )
    on = LegalDateField(label=gettext_lazy("Given on"), initial=timezone.localdate)
    channel = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Channel.choices, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, data: Any, agreement: Agreement) -> None:
        super().__init__(data)
        given = agreement.instructions.filter(kind=InstructionKind.GIVEN)
        self.fields["about"].queryset = given  # type: ignore[attr-defined]


class InstructionInline(RegisterInline):
    """The log of instructions."""

    model = Instruction
    fields = readonly_fields = (
        "kind",
        "given_on",
        "text",
        "given_by",
        "channel",
        "about",
        "entered_by",
    )


class PaperInline(RegisterInline):
    """The papers of the agreement."""

    model = AgreementDocument
    fields = readonly_fields = ("paper", "kind", "state", "language", "made_at", "sha256")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the papers without their bytes."""
        return papers(viewer=viewer_of(request))

    @display(description=gettext_lazy("paper"))
    def paper(self, row: AgreementDocument) -> SafeString:
        """Link to the file, while there is one."""
        if getattr(row, "erased", False):
            return format_html("{} ({})", str(row), _("Erased"))
        place = reverse("admin:agreement_paper", args=[row.pk])
        return format_html('<a class="reg-link" href="{}">{}</a>', place, str(row))


class SignatureInline(RegisterInline):
    """Who signed, and what lapsed."""

    model = AgreementSignature
    fields = readonly_fields = (
        "party",
        "way",
        "signed_on",
        "signed_at",
        "name",
        "function",
        "document_hash",
        "lapsed_at",
    )


class Papers:
    """The buttons about papers on the page of an agreement."""

    @action(
        description=gettext_lazy("Generate"),
        url_path="generate",
        icon="description",
        permissions=["add"],
    )
    def generate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the paper from the register."""
        agreement = self.row(request, object_id)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            at, by = timezone.now(), viewer_of(request)
            services.generate_document(agreement=agreement, **given, at=at, by=by)
            return _("The draft is made. Read it, and send it.")

        title = _("Make the paper of %(agreement)s") % {"agreement": agreement}
        text = _(
            "Annexes are what the register says today. A draft that nobody signed is superseded."
        )
        return _ask(request, agreement, title, text, GenerateForm(request.POST or None), run)

    @action(description=gettext_lazy("Send"), url_path="send", icon="send", permissions=["add"])
    def send(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lay the draft before both."""
        agreement = self.row(request, object_id)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            document = _open(request, agreement)
            services.send_document(document=document, at=timezone.now(), by=viewer_of(request))
            return _("The agreement waits for both signatures.")

        title = _("Send %(agreement)s to be signed") % {"agreement": agreement}
        text = _("Both can read and sign it; the other party gets a mail where it has an address.")
        return _ask(request, agreement, title, text, ConfirmForm(request.POST or None), run)

    @action(
        description=gettext_lazy("Sign for VoIPGRID"),
        url_path="sign-here",
        icon="signature",
        permissions=["add"],
    )
    def sign_here(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Sign for the platform."""
        agreement, by = self.row(request, object_id), viewer_of(request)  # type: ignore[attr-defined]  # of RegisterAdmin
        open_ = papers(viewer=by).filter(agreement=agreement, state__in=OPEN).first()
        shown = open_.sha256 if open_ else ""

        def run(given: dict[str, Any]) -> str:
            party = services.may_sign(agreement=agreement, by=by)
            if party is None:
                raise NotFound
            document = _open(request, agreement)
            services.sign_document(
                document=document, party=party, **given, at=timezone.now(), by=by
            )
            return _("Your signature is kept.")

        form = SignHereForm(request.POST or None, initial={"document_hash": shown})
        title = _("Sign %(agreement)s") % {"agreement": agreement}
        text = _("You sign the file with SHA-256 %(hash)s.") % {"hash": shown or "–"}
        return _ask(request, agreement, title, text, form, run)

    @action(
        description=gettext_lazy("Withdraw paper"),
        url_path="withdraw",
        icon="undo",
        permissions=["add"],
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the paper back."""
        agreement = self.row(request, object_id)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            services.withdraw_document(document=_open(request, agreement), by=viewer_of(request))
            return _("The paper is withdrawn.")

        title = _("Withdraw the paper of %(agreement)s") % {"agreement": agreement}
        text = _("What one of the two signed lapses.")
        return _ask(request, agreement, title, text, ConfirmForm(request.POST or None), run)

    @action(
        description=gettext_lazy("Keep a signed paper"),
        url_path="upload",
        icon="upload_file",
        permissions=["add"],
    )
    def upload(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep what was signed elsewhere."""
        agreement = self.row(request, object_id)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            file = given.pop("file")
            services.upload_document(
                agreement=agreement,
                content=file.read(services.MOST_BYTES + 1),
                content_type=file.content_type or "",
                name=file.name or "",
                **given,
                at=timezone.now(),
                by=viewer_of(request),
            )
            return _("The signed paper is kept.")

        title = _("Keep a signed paper of %(agreement)s") % {"agreement": agreement}
        text = _("The file is kept as it is, with its SHA-256.")
        form = UploadForm(request.POST or None, request.FILES or None)
        return _ask(request, agreement, title, text, form, run)

    @action(
        description=gettext_lazy("Enter an instruction"),
        url_path="instruct",
        icon="assignment",
        permissions=["add"],
    )
    def instruct(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Add a line to the log."""
        agreement = self.row(request, object_id)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            at, by = timezone.now(), viewer_of(request)
            services.log_instruction(agreement=agreement, **given, at=at, by=by)
            return _("It is in the log.")

        title = _("Instruction under %(agreement)s") % {"agreement": agreement}
        text = _("The log is only added to: what changes is a new line.")
        form = InstructForm(request.POST or None, agreement)
        return _ask(request, agreement, title, text, form, run)


def _open(request: HttpRequest, agreement: Agreement) -> AgreementDocument:
    rows = papers(viewer=viewer_of(request)).filter(agreement=agreement, state__in=OPEN)
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def _ask(  # noqa: PLR0917  what every question asks
    request: HttpRequest, agreement: Agreement, title: str, text: str, form: forms.Form, run: Any
) -> HttpResponse:
    back = page_of(agreement)
    return ask(request, title=title, text=text, form=form, run=run, back=back)
