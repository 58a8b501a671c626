"""The officers' site: who gets in, by which door, and under which content security policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, path, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from voipgrid_privacy.kernel.admin_fields import show_fields_once
from voipgrid_privacy.kernel.errors import Forgotten, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import erased_page
from voipgrid_privacy.kernel.tenancy import viewer_of

View = Callable[..., HttpResponseBase]
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}
"""Each language in its own words, for who cannot read the current one."""


class RegisterSite(UnfoldAdminSite):  # type: ignore[misc]
    """For whoever may read the whole register; partners' people have the portal."""

    index_title = _("Overview")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        show_fields_once()
        self._pages: list[tuple[str, View, str]] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register our own tables only: libraries' pages write past our services and history."""
        if admin_class is not None and getattr(admin_class, "of_the_register", False):
            super().register(model_or_iterable, admin_class, **options)

    def register_page(self, route: str, view: View, name: str) -> None:
        """Add a page that belongs to no single table, at ``route`` below the admin."""
        self._pages.append((route, view, name))

    def extra_urls(self) -> list[URLPattern]:
        """Return the addresses of the registered pages."""
        return [path(r, self.admin_view(view), name=name) for r, view, name in self._pages]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page needs; the same page in the other languages among it."""
        others = [
            (code, name, translate_url(request.get_full_path(), code))
            for code, name in LANGUAGE_NAMES.items()
            if code != get_language()
        ]
        return {**super().each_context(request), "other_languages": others}

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether the viewer sees everything: Django's own staff flag opens nothing."""
        return bool(request.user.is_active and viewer_of(request).sees_everything)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard the view, and give its answer the policy that unfold's inline handlers need."""
        guarded = super().admin_view(_answered(view), cacheable)
        wrapped = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)(guarded)
        return cast("View", wrapped)

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Send people to the one login form; refuse those who are logged in but are no officer."""
        target = request.GET.get("next") or resolve_url("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(target, resolve_url(settings.LOGIN_URL))

    def logout(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Log out by the one way out; the browser repeats the POST there."""
        if request.method == "POST":
            return HttpResponseRedirect(resolve_url("account_logout"), status=307)
        return redirect("admin:index")

    def password_change(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Change the password where everyone does."""
        return redirect("account_change_password")


def _answered(view: View) -> View:
    """Answer what a service refuses to find, or to do for this person, as the web does."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Forgotten as refusal:
            return erased_page(request, refusal)

    return answer


def register_page(route: str, name: str) -> Callable[[View], View]:
    """Register the decorated view as a page of the admin."""

    def register(view: View) -> View:
        site: Any = admin.site
        site.register_page(route, view, name)
        return view

    return register
