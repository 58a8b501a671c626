"""Everything the API answers; each app brings its own resources below ``/api/v1``."""

from django.urls import include, path

from voipgrid_privacy.api import publication

urlpatterns = [
    path("api/v1/", include("roles.api.urls")),
    path("oauth/token", publication.ClientCredentialsView.as_view(), name="token"),
    path(".well-known/oauth-authorization-server", publication.authorization_server),
    path(".well-known/api-catalog", publication.api_catalog),
    path(".well-known/security.txt", publication.security_txt),
    path("api/", publication.way_in),
    path("api/v1/", publication.way_in),
    path("api/v1/openapi.json", publication.openapi, name="openapi"),
    path("api/v1/", include("records.api.urls")),
    path("api/v1/", include("cookies.api.urls")),
    path("api/v1/", include("voipgrid_privacy.site.statements.api.urls")),
]
