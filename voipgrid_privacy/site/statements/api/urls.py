"""Addresses of privacy statements, below ``/api/v1``."""

from django.urls import path

from voipgrid_privacy.site.statements.api.views import DraftView, StatementsView, StatementView

urlpatterns = [
    path("privacy-statements", StatementsView.as_view()),
    path("privacy-statements/<str:reference>", StatementView.as_view()),
    path("privacy-statement-drafts/<str:reference>", DraftView.as_view()),
]
