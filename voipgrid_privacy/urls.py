"""Every address of the product."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("voipgrid_privacy.api.urls")),
    path("healthz", healthz),
    path("c/", include("cookies.urls")),
    path("proof/", include("records.urls")),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        path("", include("voipgrid_privacy.site.urls")),
        prefix_default_language=False,
    ),
]
