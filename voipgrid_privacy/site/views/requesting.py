"""The public form for requests: a question a page, without a log-in and without a script.

What was answered waits sealed in a row that expires; the visitor has only its key, in a cookie. So
nothing of it is in an address, in the browser's history or in a log.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from records.intake import services, terms
from records.intake.contents import GivenFile, must_fit
from records.intake.refusals import DraftGone, TooManyRequests
from records.intake.services.drafting import KEPT, Drafted
from records.intake.services.sending import SENT
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.request_forms import (
    STEPS,
    FilesForm,
    QuestionForm,
    asked,
    unanswered,
)
from voipgrid_privacy.site.request_summary import summary_of
from voipgrid_privacy.site.request_thread_forms import SendForm
from voipgrid_privacy.site.throttle import Throttle

COOKIE: Final = "verzoek"
pages: Final = Throttle(per_minute=40)
sending: Final = Throttle(per_minute=5)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Say what one can ask and what happens with the answers; begin on a button."""
    if request.method != "POST":
        months = terms.term(terms.KEPT, timezone.localdate()).months
        return render_page(request, "public/request_start.html", {"months": months})
    if not sending.take(client_address(request)):
        return _refused(request, TooManyRequests())
    services.wipe_draft(token=_token(request), by=PUBLIC)
    key = services.begin_draft(answers={}, at=timezone.now(), by=PUBLIC)
    response = redirect("site:request-form-step", step=next(iter(STEPS)))
    _remember(request, response, key.token)
    return response


@never_cache
def step(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question; keep its answer and go on to the next."""
    if step not in STEPS:
        raise Http404
    try:
        drafted = services.opened_draft(token=_token(request), at=timezone.now())
    except DraftGone as refusal:
        return _refused(request, refusal)
    if SENT in drafted.answers:
        return redirect("site:request-form-sent")
    order = asked(drafted.answers)
    if step not in order:
        return _next(drafted.answers)
    form = _form(request, step, drafted.answers)
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, step, form)
        except DomainError as refusal:
            form.refuse(refusal)
            drafted = services.opened_draft(token=_token(request), at=timezone.now())
    return _page(request, step, form, drafted)


def _form(request: HttpRequest, step: str, answers: Mapping[str, Any]) -> QuestionForm:
    if request.method != "POST":
        return STEPS[step](answers=answers)
    return STEPS[step](request.POST, request.FILES, answers=answers)


def _kept(request: HttpRequest, step: str, form: QuestionForm) -> HttpResponse:
    """Keep a page's answers; raises the DomainError of a file that is not taken."""
    if not pages.take(client_address(request)):
        raise TooManyRequests
    token, now = _token(request), timezone.now()
    answers = form.kept()
    if isinstance(form, FilesForm):
        for file in given_files(form.cleaned_data["attachments"]):
            services.add_file(token=token, file=file, at=now, by=PUBLIC)
        if request.POST.get("more"):
            answers = {}
    services.keep_answers(token=token, answers=answers, at=now, by=PUBLIC)
    drafted = services.opened_draft(token=token, at=now)
    more = redirect("site:request-form-step", step=step)
    response = more if request.POST.get("more") else _next(drafted.answers)
    _remember(request, response, token)
    return response


def given_files(uploads: Any) -> list[GivenFile]:
    """Return uploads as files; what is too large is refused before it is read."""
    found = []
    for upload in uploads or ():
        if upload:
            must_fit(str(upload.name), int(upload.size or 0))
            found.append(GivenFile(str(upload.name), upload.read()))
    return found


def _next(answers: Mapping[str, Any]) -> HttpResponse:
    missing = unanswered(answers)
    return (
        redirect("site:request-form-step", step=missing)
        if missing
        else redirect("site:request-form-check")
    )


def _page(request: HttpRequest, step: str, form: QuestionForm, drafted: Drafted) -> HttpResponse:
    order = asked(drafted.answers)
    place = order.index(step)
    context = {
        "form": form,
        "step": step,
        "number": place + 1,
        "of": len(order),
        "before": order[place - 1] if place else "",
        "files": drafted.files,
        "checked": unanswered(drafted.answers) is None,
    }
    status = 400 if form.errors else 200
    return render_page(request, "public/request_step.html", context, status=status)


@never_cache
def remove(request: HttpRequest) -> HttpResponse:
    """Take a file away that was added."""
    number = request.POST.get("number", "")
    if request.method == "POST" and number.isascii() and number.isdigit() and len(number) < 4:
        now, token = timezone.now(), _token(request)
        try:
            services.remove_file(token=token, number=int(number), at=now, by=PUBLIC)
        except DraftGone as refusal:
            return _refused(request, refusal)
    return redirect("site:request-form-step", step="bestanden")


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Show all answers, each with a way to change it; send them on a button."""
    try:
        drafted = services.opened_draft(token=_token(request), at=timezone.now())
    except DraftGone as refusal:
        return _refused(request, refusal)
    if SENT in drafted.answers:
        return redirect("site:request-form-sent")
    if unanswered(drafted.answers):
        return _next(drafted.answers)
    form = SendForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request)
        except DomainError as refusal:
            form.refuse(refusal)
    context = {"form": form, "summary": summary_of(drafted)}
    status = 400 if form.errors else 200
    return render_page(request, "public/request_check.html", context, status=status)


def _sent(request: HttpRequest) -> HttpResponse:
    if not sending.take(client_address(request)):
        raise TooManyRequests
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    token = _token(request)
    services.send_form(token=token, language=language, at=timezone.now(), by=PUBLIC)
    return redirect("site:request-form-sent")


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """Show the reference: all that is left of the answers here."""
    try:
        drafted = services.opened_draft(token=_token(request), at=timezone.now())
    except DraftGone:
        return redirect("site:request-form")
    if SENT not in drafted.answers:
        return _next(drafted.answers)
    return render_page(request, "public/request_sent.html", dict(drafted.answers))


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _remember(request: HttpRequest, response: HttpResponse, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=KEPT,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"sentence": refusal.sentence}
    return render_page(request, "public/request_gone.html", context, status=refusal.status)
