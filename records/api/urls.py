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
from records.api.breaches import (
    BreachesView,
    BreachNoticesView,
    BreachNotificationsView,
    BreachView,
)
from records.api.certificates import (
    CertificateDocumentView,
    CertificatesView,
    CertificateView,
)
from records.api.statistics import StatisticsReleasesView, StatisticsReleaseView
from records.api.subject_requests import (
    RequestAnswersView,
    RequestExtensionsView,
    RequestForwardingsView,
    RequestPersonsView,
    RequestPlacementsView,
    RequestRefusalsView,
    RequestSearchesView,
    SubjectRequestsView,
    SubjectRequestView,
)

urlpatterns = [
    path("data-subject-request-searches", RequestSearchesView.as_view()),
    path("data-subject-requests", SubjectRequestsView.as_view()),
    path("data-subject-requests/<str:reference>", SubjectRequestView.as_view()),
    path("data-subject-requests/<str:reference>/answers", RequestAnswersView.as_view()),
    path("data-subject-requests/<str:reference>/extensions", RequestExtensionsView.as_view()),
    path("data-subject-requests/<str:reference>/forwardings", RequestForwardingsView.as_view()),
    path("data-subject-requests/<str:reference>/persons", RequestPersonsView.as_view()),
    path("data-subject-requests/<str:reference>/placements", RequestPlacementsView.as_view()),
    path("data-subject-requests/<str:reference>/refusals", RequestRefusalsView.as_view()),
    path("breaches", BreachesView.as_view()),
    path("breaches/<str:reference>", BreachView.as_view()),
    path("breaches/<str:reference>/notices", BreachNoticesView.as_view()),
    path("breaches/<str:reference>/notifications", BreachNotificationsView.as_view()),
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
    path("statistics-releases", StatisticsReleasesView.as_view()),
    path("statistics-releases/<str:reference>", StatisticsReleaseView.as_view()),
    path("processor-records", ProcessorRecordsView.as_view()),
    path("processor-records/exports", ProcessorRecordExportsView.as_view()),
]
