"""Every address of the product."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from voipgrid_privacy.site.operations import views as operations

handler500 = operations.failed
urlpatterns = [
    path("", include("voipgrid_privacy.api.urls")),
    path("healthz", operations.healthz),
    path("readyz", operations.readyz),
    path("metrics", operations.metrics),
    path("c/", include("cookies.urls")),
    path("proof/", include("records.urls")),
    path("proof/logbook/", include("voipgrid_privacy.audit.urls")),
    *i18n_patterns(
        path("accounts/", include("voipgrid_privacy.accounts.urls")),
        path("accounts/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        path("", include("voipgrid_privacy.site.urls")),
        prefix_default_language=False,
    ),
]
