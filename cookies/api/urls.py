"""Addresses of the cookie registry's API, below ``/api/v1``."""

from django.urls import path

from cookies.api.banners import BannersView, ProvidersView
from cookies.api.exemptions import ExemptionAnswersView, ExemptionClaimsView, ExemptionView
from cookies.api.imports import CookieImportsView
from cookies.api.items import (
    CookieOffersView,
    CorrectionsView,
    ItemsView,
    ItemView,
    OfferDecisionsView,
    OffersView,
    PublicationsView,
)
from cookies.api.scans import (
    CancellationsView,
    FoundItemsView,
    OwnershipChecksView,
    ScanPlanView,
    ScanProblemsView,
    ScansView,
    ScanView,
    SchedulesView,
    TakeOversView,
)
from cookies.api.views import ConsentsView, ConsentView, SitesView, SiteView

urlpatterns = [
    path("sites", SitesView.as_view()),
    path("sites/<slug:code>", SiteView.as_view()),
    path("sites/<slug:code>/exemption", ExemptionView.as_view()),
    path("sites/<slug:code>/exemption-answers", ExemptionAnswersView.as_view()),
    path("sites/<slug:code>/exemption-claims", ExemptionClaimsView.as_view()),
    path("sites/<slug:code>/scan-plan", ScanPlanView.as_view()),
    path("sites/<slug:code>/ownership-checks", OwnershipChecksView.as_view()),
    path("sites/<slug:code>/scan-schedules", SchedulesView.as_view()),
    path("scans", ScansView.as_view()),
    path("scans/<str:reference>", ScanView.as_view()),
    path("scans/<str:reference>/found-items", FoundItemsView.as_view()),
    path("scans/<str:reference>/problems", ScanProblemsView.as_view()),
    path("scans/<str:reference>/cancellations", CancellationsView.as_view()),
    path("scans/<str:reference>/acceptances", TakeOversView.as_view()),
    path("sites/<slug:code>/banners", BannersView.as_view()),
    path("sites/<slug:code>/cookie-imports", CookieImportsView.as_view()),
    path("cookies", ItemsView.as_view()),
    path("cookies/<str:reference>", ItemView.as_view()),
    path("cookies/<str:reference>/corrections", CorrectionsView.as_view()),
    path("cookies/<str:reference>/publications", PublicationsView.as_view()),
    path("cookies/<str:reference>/offers", OffersView.as_view()),
    path("cookie-offers", CookieOffersView.as_view()),
    path("cookie-offers/<str:reference>/decisions", OfferDecisionsView.as_view()),
    path("cookie-providers", ProvidersView.as_view()),
    path("consents", ConsentsView.as_view()),
    path("consents/<slug:code>/<int:number>", ConsentView.as_view()),
]
