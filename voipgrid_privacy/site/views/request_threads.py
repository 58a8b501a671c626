"""The thread with whoever asks, and mail that is taken in, for those who handle requests."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from records.intake import services
from records.intake.choices import Verdict
from records.intake.mailbox import Doubt
from records.intake.models import RequestAttachment
from records.intake.queries import alike, counts_from, thread_of
from records.intake.services.importing import MAIL
from records.requests.models import SubjectRequest
from records.requests.queries import the_request
from roles.mail.models import MailKind
from roles.mail.queries import returned
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.reading_mail import MOST_BYTES
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.attachments import handed_out
from voipgrid_privacy.site.request_office_forms import (
    MailForm,
    ReceiveForm,
    WriteForm,
    begun,
)
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.views.requesting import given_files


@portal_page
def thread(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show what was written, what may be the same request, and write."""
    viewer = viewer_of(request)
    row = the_request(viewer=viewer, pk=pk)
    wanted = request.POST.get("do", "")
    form = WriteForm(initial={"name": getattr(request.user, "name", "")}, label_suffix="")
    if request.method == "POST" and wanted in _ACTIONS:
        if wanted == "write":
            form = WriteForm(request.POST, request.FILES, label_suffix="")
        try:
            if wanted != "write" or form.is_valid():
                messages.success(request, _ACTIONS[wanted](request, row, party, form))
                return redirect("site:request-thread", pk=pk)
        except DomainError as refusal:
            form = form if form.is_bound else WriteForm(request.POST, label_suffix="")
            form.is_valid()
            form.refuse(refusal)
    return _page(request, row, party, form)


def _page(request: HttpRequest, row: Any, party: Party, form: WriteForm) -> HttpResponse:
    viewer = viewer_of(request)
    mine = row.received_by_id == party.pk
    context = {
        **shell(request, party),
        "row": row,
        "form": form,
        "refused_mail": returned(MailKind.REQUESTER, [row.pk], viewer=viewer).get(row.pk),
        "thread": thread_of(row, viewer=viewer, parties=[party.pk]),
        "alike": alike(row, viewer=viewer) if mine else [],
        "counts_from": counts_from(row),
    }
    return render_page(
        request, "portal/request_thread.html", context, status=400 if form.errors else 200
    )


def _write(request: HttpRequest, row: SubjectRequest, party: Party, form: WriteForm) -> str:
    given = form.cleaned_data
    files = given_files(given["attachments"])
    said = {"text": given["text"], "name": given["name"], "files": files}
    services.write_to_requester(
        request=row, party=party, **said, at=timezone.now(), by=viewer_of(request)
    )
    return _("The message is there; a mail with a link is on its way.")


def _erase(request: HttpRequest, row: SubjectRequest, _party: Party, _form: WriteForm) -> str:
    viewer = viewer_of(request)
    file = _file(viewer, row.pk, request.POST.get("file", ""))
    services.erase_file(attachment=file, by=viewer)
    return _("The file is erased.")


def _judge(request: HttpRequest, row: SubjectRequest, _party: Party, _form: WriteForm) -> str:
    viewer, verdict = viewer_of(request), request.POST.get("verdict", "")
    found = [each.first for each in alike(row, viewer=viewer)]
    first = next((one for one in found if str(one.pk) == request.POST.get("first")), None)
    if first is None or verdict not in Verdict.values:
        raise NotFound
    services.judge_likeness(request=row, first=first, verdict=Verdict(verdict), by=viewer)
    return _("It is noted.")


_ACTIONS: Final[dict[str, Callable[..., str]]] = {
    "write": _write,
    "erase": _erase,
    "judge": _judge,
}


@portal_page
def file(request: HttpRequest, _party: Party, pk: UUID, file: UUID) -> HttpResponse:
    """Hand out a file of a thread of the own party, to be saved."""
    return handed_out(_file(viewer_of(request), pk, str(file)))


def _file(viewer: Viewer, request: UUID, pk: str) -> RequestAttachment:
    try:
        wanted = UUID(pk)
    except ValueError as error:
        raise Http404 from error
    rows = RequestAttachment.objects.visible_to(viewer).kept()
    found = rows.filter(request=request, pk=wanted).first()
    if found is None:
        raise Http404
    return found


@portal_page
def mail(request: HttpRequest, party: Party) -> HttpResponse:
    """Take a mail in: read it, show what it says, and receive it as a request."""
    if request.POST.get("do") == "receive":
        return _receive(request, party)
    form = MailForm(label_suffix="")
    if request.method == "POST":
        form = MailForm(request.POST, request.FILES, label_suffix="")
    if request.method == "POST" and form.is_valid():
        file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
        raw = file.read(MOST_BYTES + 1) if file else pasted.encode()
        try:
            token = services.begin_mail(
                raw=raw, party=party, at=timezone.now(), by=viewer_of(request)
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _preview(request, party, token)
    context = {**shell(request, party), "form": form}
    status = 400 if form.errors else 200
    return render_page(request, "portal/request_mail.html", context, status=status)


def _receive(request: HttpRequest, party: Party) -> HttpResponse:
    """Receive what was looked at, or show it again with what is wrong."""
    token, viewer = request.POST.get("token", ""), viewer_of(request)
    try:
        form = _form(request, party, token)
        if not form.is_valid():
            return _preview(request, party, token, form)
        row = services.receive_mail(
            received_by=party, **form.values(), at=timezone.now(), by=viewer
        )
    except DomainError as refusal:
        return _refused(request, party, token, refusal)
    messages.success(request, _("Received as %(reference)s.") % {"reference": row.reference})
    return redirect("site:request-thread", pk=row.pk)


def _refused(request: HttpRequest, party: Party, token: str, refusal: DomainError) -> HttpResponse:
    try:
        form = _form(request, party, token)
    except DomainError:
        again = MailForm(label_suffix="")
        messages.error(request, refusal.sentence)
        context = {**shell(request, party), "form": again}
        return render_page(request, "portal/request_mail.html", context, status=refusal.status)
    form.is_valid()
    form.refuse(refusal)
    return _preview(request, party, token, form)


def _form(request: HttpRequest, party: Party, token: str) -> ReceiveForm:
    drafted = services.waiting_mail(
        token=token, party=party, at=timezone.now(), by=viewer_of(request)
    )
    files = [(each.number, each.name) for each in drafted.files]
    return ReceiveForm(request.POST, files=files, label_suffix="")


def _preview(
    request: HttpRequest, party: Party, token: str, form: ReceiveForm | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    drafted = services.waiting_mail(token=token, party=party, at=timezone.now(), by=viewer)
    said = drafted.answers[MAIL]
    files = [(each.number, each.name) for each in drafted.files]
    first = begun(said, token, [number for number, _name in files])
    context = {
        **shell(request, party),
        "form": form or ReceiveForm(files=files, initial=first, label_suffix=""),
        "said": said,
        "doubts": [Doubt(each).label for each in said["doubts"]],
    }
    status = 400 if form is not None else 200
    return render_page(request, "portal/request_mail_preview.html", context, status=status)
