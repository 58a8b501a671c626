"""The public form for requests: a question a page, without a log-in and without a script.

What was answered waits sealed in a row that expires; the visitor has only its key, in a cookie. So
nothing of it is in an address, in the browser's history or in a log.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from records.intake import services, terms
from records.intake.contents import GivenFile, must_fit
from records.intake.refusals import DraftGone, TooManyRequests
from records.intake.services.drafting import KEPT, Drafted
from records.intake.services.sending import RECEIVER, SENT
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.request_forms import (
    ADD_MORE,
    STEPS,
    QuestionForm,
    asked,
    unanswered,
)
from voipgrid_privacy.site.request_place import Place, place_at, place_of
from voipgrid_privacy.site.request_summary import summary_of
from voipgrid_privacy.site.request_thread_forms import SendForm
from voipgrid_privacy.site.shell import translated

COOKIE: Final = "verzoek"
pages: Final = Throttle(per_minute=40)
sending: Final = Throttle(per_minute=5)


@never_cache
@translated
def start(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Say what one can ask and what happens with the answers; begin with the first question."""
    place, first = place_at(slug), next(iter(STEPS))
    form = _form(request, first, {})
    if request.method != "POST" or not form.is_valid():
        months = terms.term(terms.KEPT, timezone.localdate()).months
        context, status = place.context(form=form, months=months), 400 if form.errors else 200
        return render_page(request, "public/request_start.html", context, status=status)
    if not sending.take(client_address(request)):
        return _refused(request, place, TooManyRequests())
    services.wipe_draft(token=_token(request), by=PUBLIC)
    answers = {RECEIVER: place.receiver, **form.kept()}
    key = services.begin_draft(answers=answers, at=timezone.now(), by=PUBLIC)
    response = _next(place, answers)
    _remember(request, response, key.token)
    return response


@never_cache
def of_party(request: HttpRequest, party: UUID) -> HttpResponse:  # noqa: ARG001  for everyone
    """Lead to the form of a party: at its own address, or ours where it has none."""
    return redirect(place_of(party).start)


@never_cache
@translated
def step(request: HttpRequest, step: str, slug: str = "") -> HttpResponse:
    """Ask one question; keep its answer and go on to the next."""
    if step not in STEPS:
        raise Http404
    place = place_at(slug)
    try:
        drafted = _drafted(request, place)
    except DraftGone as refusal:
        return _refused(request, place, refusal)
    if SENT in drafted.answers:
        return redirect(place.sent)
    order = asked(drafted.answers)
    if step not in order:
        return _next(place, drafted.answers)
    form = _form(request, step, drafted.answers)
    if request.method == "POST":
        sound = form.is_valid()
        try:
            _keep_files(request, form)
            if sound:
                return _kept(request, place, step, form)
        except DomainError as refusal:
            form.refuse(refusal)
        drafted = _drafted(request, place)
    return _page(request, place, step, form, drafted)


def _drafted(request: HttpRequest, place: Place) -> Drafted:
    """Return the answers that wait; raises DraftGone, also where another party would get them."""
    drafted = services.opened_draft(token=_token(request), at=timezone.now())
    if drafted.answers.get(RECEIVER, "") != place.receiver:
        raise DraftGone
    return drafted


def _form(request: HttpRequest, step: str, answers: Mapping[str, Any]) -> QuestionForm:
    if request.method != "POST":
        return STEPS[step](answers=answers)
    return STEPS[step](request.POST, request.FILES, answers=answers)


def _keep_files(request: HttpRequest, form: QuestionForm) -> None:
    """Keep the files of a page, whatever else is wrong on it: a browser chooses none a second time.

    Raises the DomainError of a file that is not taken.
    """
    if not pages.take(client_address(request)):
        raise TooManyRequests
    for file in given_files(form.cleaned_data.get("attachments")):
        services.add_file(token=_token(request), file=file, at=timezone.now(), by=PUBLIC)


def _kept(request: HttpRequest, place: Place, step: str, form: QuestionForm) -> HttpResponse:
    """Keep a page's answers and go on; stay where there are more files."""
    token, now = _token(request), timezone.now()
    services.keep_answers(token=token, answers=form.kept(), at=now, by=PUBLIC)
    more = ADD_MORE in request.POST
    answers = services.opened_draft(token=token, at=now).answers
    response = redirect(place.step(step)) if more else _next(place, answers)
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


def _next(place: Place, answers: Mapping[str, Any]) -> HttpResponse:
    missing = unanswered(answers)
    return redirect(place.step(missing) if missing else place.check)


def _page(
    request: HttpRequest, place: Place, step: str, form: QuestionForm, drafted: Drafted
) -> HttpResponse:
    order = asked(drafted.answers)
    number = order.index(step)
    context = place.context(
        form=form,
        step=step,
        number=number + 1,
        of=len(order),
        before=place.step(order[number - 1]) if number else place.start,
        files=drafted.files,
        checked=unanswered(drafted.answers) is None,
    )
    status = 400 if form.errors else 200
    return render_page(request, "public/request_step.html", context, status=status)


@never_cache
@translated
def remove(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Take a file away that was added."""
    number, place = request.POST.get("number", ""), place_at(slug)
    if request.method == "POST" and number.isascii() and number.isdigit() and len(number) < 4:
        now, token = timezone.now(), _token(request)
        try:
            services.remove_file(token=token, number=int(number), at=now, by=PUBLIC)
        except DraftGone as refusal:
            return _refused(request, place, refusal)
    return redirect(place.step("vraag"))


@never_cache
@translated
def check(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show all answers, each with a way to change it; send them on a button."""
    place = place_at(slug)
    try:
        drafted = _drafted(request, place)
    except DraftGone as refusal:
        return _refused(request, place, refusal)
    if SENT in drafted.answers:
        return redirect(place.sent)
    if unanswered(drafted.answers):
        return _next(place, drafted.answers)
    form = SendForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, place)
        except DomainError as refusal:
            form.refuse(refusal)
    summary = [(line, place.step(line.step)) for line in summary_of(drafted)]
    order = asked(drafted.answers)
    context = place.context(form=form, summary=summary, before=place.step(order[-1]))
    status = 400 if form.errors else 200
    return render_page(request, "public/request_check.html", context, status=status)


def _sent(request: HttpRequest, place: Place) -> HttpResponse:
    if not sending.take(client_address(request)):
        raise TooManyRequests
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    token = _token(request)
    services.send_form(token=token, language=language, at=timezone.now(), by=PUBLIC)
    return redirect(place.sent)


@never_cache
@translated
def sent(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the reference: all that is left of the answers here."""
    place = place_at(slug)
    try:
        drafted = _drafted(request, place)
    except DraftGone:
        return redirect(place.start)
    if SENT not in drafted.answers:
        return _next(place, drafted.answers)
    return render_page(request, "public/request_sent.html", place.context(**drafted.answers))


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


def _refused(request: HttpRequest, place: Place, refusal: DomainError) -> HttpResponse:
    context = place.context(sentence=refusal.sentence)
    return render_page(request, "public/request_gone.html", context, status=refusal.status)
