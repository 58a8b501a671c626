"""Addresses of the cookie registry's API, below ``/api/v1``."""

from django.urls import path

from cookies.api.views import ConsentsView, CookiesView, SitesView, SiteView

urlpatterns = [
    path("sites", SitesView.as_view()),
    path("sites/<slug:code>", SiteView.as_view()),
    path("cookies", CookiesView.as_view()),
    path("consents", ConsentsView.as_view()),
]
