"""Addresses of the API of keeping and erasing, below ``/api/v1``."""

from django.urls import path

from records.api.activities import (
    ActivitiesView,
    ActivityVersionsView,
    ActivityVersionView,
    ActivityView,
    ProcessorRecordExportsView,
    ProcessorRecordsView,
    RecordExportsView,
)
from records.api.certificates import (
    CertificateDocumentView,
    CertificatesView,
    CertificateView,
)

urlpatterns = [
    path("deletion-certificates", CertificatesView.as_view()),
    path("deletion-certificates/<str:reference>", CertificateView.as_view()),
    path("deletion-certificates/<str:reference>/document", CertificateDocumentView.as_view()),
    path("processing-activities", ActivitiesView.as_view()),
    path("processing-activities/exports", RecordExportsView.as_view()),
    path("processing-activities/<str:reference>", ActivityView.as_view()),
    path("processing-activities/<str:reference>/versions", ActivityVersionsView.as_view()),
    path(
        "processing-activities/<str:reference>/versions/<int:number>",
        ActivityVersionView.as_view(),
    ),
    path("processor-records", ProcessorRecordsView.as_view()),
    path("processor-records/exports", ProcessorRecordExportsView.as_view()),
]
