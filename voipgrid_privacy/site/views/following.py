"""Following a request by a link from a mail: state, due date, messages, files, withdrawal.

Whoever holds the link may use it, so no cookie is needed against forgery. Opening it does nothing.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from records.intake import services
from records.intake.followed import followed
from records.intake.links import linked
from records.intake.models import RequestAttachment
from records.intake.queries import correspondents
from records.intake.refusals import TooManyRequests
from records.recipients.telling import ask_recipients
from records.requests.models import SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.attachments import handed_out
from voipgrid_privacy.site.request_place import OWN, place_at, place_of
from voipgrid_privacy.site.request_thread_forms import AskLinkForm, ProofForm, ReplyForm
from voipgrid_privacy.site.request_words import ASKS, STATES
from voipgrid_privacy.site.shell import translated
from voipgrid_privacy.site.views.requesting import given_files

throttle: Final = Throttle(per_minute=20)


@csrf_exempt
@never_cache
@translated
def ask(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask for a link by reference and address; the answer is the same for every pair."""
    place = place_at(slug)
    form = AskLinkForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            _must_be_slow(request)
            services.ask_link(**form.cleaned_data, at=timezone.now(), by=PUBLIC)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return render_page(request, "public/request_link_asked.html", place.context())
    status = 400 if form.errors else 200
    context = place.context(form=form)
    return render_page(request, "public/request_ask_link.html", context, status=status)


@csrf_exempt
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show how far a request is and what was written; take a message, a file, a withdrawal."""
    try:
        row = linked(token, timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    parties = correspondents(row)
    forms: dict[str, ReplyForm] = {
        "reply": ReplyForm(parties=parties),
        "proof": ProofForm(parties=parties, auto_id="proof_%s"),
    }
    wanted = request.POST.get("do", "")
    if request.method == "POST" and wanted in _ACTIONS:
        bound = _bound(request, wanted, parties)
        try:
            _must_be_slow(request)
            if bound is None or bound.is_valid():
                _ACTIONS[wanted](token, bound)
                return redirect("site:request-follow", token=token)
        except DomainError as refusal:
            if bound is None:
                return _refused(request, refusal)
            bound.refuse(refusal)
        if bound is not None:
            forms[wanted] = bound
    return _page(request, row, token, forms)


def _bound(request: HttpRequest, wanted: str, parties: list[Party]) -> ReplyForm | None:
    given = (request.POST, request.FILES)
    if wanted == "proof":
        return ProofForm(*given, parties=parties, auto_id="proof_%s")
    return ReplyForm(*given, parties=parties) if wanted == "reply" else None


def _reply(token: str, form: Any) -> None:
    _write(token, form, proof=False)


def _proof(token: str, form: Any) -> None:
    _write(token, form, proof=True)


def _write(token: str, form: Any, *, proof: bool) -> None:
    files = given_files(form.cleaned_data["attachments"])
    text = form.cleaned_data["text"]
    services.reply(
        token=token,
        to=form.party,
        text=text,
        files=files,
        proof=proof,
        at=timezone.now(),
        by=PUBLIC,
    )


def _withdraw(token: str, _form: Any) -> None:
    services.withdraw(token=token, at=timezone.now(), by=PUBLIC)


def _recipients(token: str, _form: Any) -> None:
    ask_recipients(token=token, at=timezone.now(), by=PUBLIC)


_ACTIONS: Final[dict[str, Callable[[str, Any], None]]] = {
    "reply": _reply,
    "proof": _proof,
    "withdraw": _withdraw,
    "recipients": _recipients,
}


def _page(
    request: HttpRequest, row: SubjectRequest, token: str, forms: dict[str, ReplyForm]
) -> HttpResponse:
    found = followed(row, on=timezone.localdate())
    errors = any(form.errors for form in forms.values())
    context = place_of(row.received_by_id).context(
        **forms,
        row=row,
        token=token,
        followed=found,
        state=STATES[found.state],
        rights=[ASKS[right] for right in found.rights],
    )
    response = render_page(
        request, "public/request_follow.html", context, status=400 if errors else 200
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def file(request: HttpRequest, token: str, pk: Any) -> HttpResponse:
    """Hand out a file of the request, to be saved."""
    try:
        row = linked(token, timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    found = RequestAttachment.objects.kept().filter(request=row, pk=pk).first()
    if found is None:
        raise Http404
    return handed_out(found)


def _must_be_slow(request: HttpRequest) -> None:
    if not throttle.take(client_address(request)):
        raise TooManyRequests


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = OWN.context(sentence=refusal.sentence, link=True)
    return render_page(request, "public/request_gone.html", context, status=refusal.status)
