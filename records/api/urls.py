"""Addresses of the API of keeping and erasing, below ``/api/v1``."""

from django.urls import path

from records.api.certificates import (
    CertificateDocumentView,
    CertificatesView,
    CertificateView,
)

urlpatterns = [
    path("deletion-certificates", CertificatesView.as_view()),
    path("deletion-certificates/<str:reference>", CertificateView.as_view()),
    path("deletion-certificates/<str:reference>/document", CertificateDocumentView.as_view()),
]
