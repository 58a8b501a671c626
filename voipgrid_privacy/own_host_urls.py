"""Addresses at a party's own host: its pages at the root; all else leads to the platform."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter

from voipgrid_privacy.site.own_slug import OwnSlug
from voipgrid_privacy.site.urls import app_name, at_party, elsewhere

register_converter(OwnSlug, "own")
urlpatterns = [
    path("", include("voipgrid_privacy.api.urls")),
    path("c/", include("cookies.urls")),
    path("proof/", include("records.urls")),
    *i18n_patterns(
        path("", include(([*at_party("<own:slug>"), *elsewhere], app_name))),
        path("accounts/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
