"""Addresses of privacy statements, below ``/api/v1``."""

from django.urls import path

from voipgrid_privacy.site.statements.api.dressing import (
    ColoursView,
    LogoRemovalsView,
    LogosView,
    OwnHostProofsView,
    OwnHostRemovalsView,
    OwnHostsView,
)
from voipgrid_privacy.site.statements.api.views import DraftView, StatementsView, StatementView

DRAFT = "privacy-statement-drafts/<str:reference>"
urlpatterns = [
    path("privacy-statements", StatementsView.as_view()),
    path("privacy-statements/<str:reference>", StatementView.as_view()),
    path(DRAFT, DraftView.as_view()),
    path(f"{DRAFT}/logos", LogosView.as_view()),
    path(f"{DRAFT}/logo-removals", LogoRemovalsView.as_view()),
    path(f"{DRAFT}/colours", ColoursView.as_view()),
    path(f"{DRAFT}/own-hosts", OwnHostsView.as_view()),
    path(f"{DRAFT}/own-host-proofs", OwnHostProofsView.as_view()),
    path(f"{DRAFT}/own-host-removals", OwnHostRemovalsView.as_view()),
]
