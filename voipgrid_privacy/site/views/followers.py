"""Following the public list of sub-processors by mail: leave an address, say yes, leave.

Nobody is logged in here and nothing is stored at the visitor: whoever holds the link of a mail may
use it, so these pages need no cookie against forgery. Opening a link does nothing, since mail
programs open links too: a button does.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from roles.followers import services
from roles.followers.links import follower_of
from roles.followers.refusals import TooManyQuestions
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.sub_processor_forms import FollowForm

throttle: Final = Throttle(per_minute=5)


@csrf_exempt
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Take an address that wants to follow the list; the answer is the same for every address."""
    form = FollowForm(request.POST or None, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, 400 if form.is_bound else 200)
    try:
        if not throttle.take(client_address(request)):
            raise TooManyQuestions
        services.follow(**form.cleaned_data, at=timezone.now(), by=PUBLIC)
    except DomainError as refusal:
        form.refuse(refusal)
        return _form(request, form, refusal.status)
    return redirect("site:follow-asked")


def _form(request: HttpRequest, form: FollowForm, status: int) -> HttpResponse:
    return render_page(request, "public/follow.html", {"follow": form}, status=status)


def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, to whoever left an address."""
    return render_page(request, "public/follow_said.html", {"said": "asked"})


@csrf_exempt
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the button; then let the reader of the address follow the list."""
    try:
        if request.method != "POST":
            follower = services.must_be_open(token=token, at=timezone.now())
            context = {"ask": "confirm", "follower": follower}
            return render_page(request, "public/follow_ask.html", context)
        services.confirm_following(token=token, at=timezone.now(), by=PUBLIC)
    except DomainError as refusal:
        return _refused(request, refusal)
    return render_page(request, "public/follow_said.html", {"said": "confirmed"})


@csrf_exempt
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the button; then erase the address. Mail programs press it too (RFC 8058)."""
    try:
        if request.method != "POST":
            follower_of(token)
            return render_page(request, "public/follow_ask.html", {"ask": "leave"})
        services.stop_following(token=token, by=PUBLIC)
    except DomainError as refusal:
        return _refused(request, refusal)
    return render_page(request, "public/follow_said.html", {"said": "left"})


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"said": "refused", "sentence": refusal.sentence}
    return render_page(request, "public/follow_said.html", context, status=refusal.status)
