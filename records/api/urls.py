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
from records.api.answers import (
    DataSearchesView,
    FoundDecisionsView,
    PackagesView,
    PackageWithdrawalsView,
)
from records.api.breach_parts import (
    AffectedPartiesView,
    BreachAssessmentsView,
    BreachDutiesView,
    BreachFactsView,
    BreachLettersView,
)
from records.api.breach_steps import (
    BreachClosingsView,
    BreachDecisionsView,
    BreachProofView,
    BreachReopeningsView,
    LetterCorrectionsView,
    LetterFollowUpsView,
    NonNotificationsView,
    PersonsToldView,
    ScopeStatementsView,
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
from records.api.found_erasures import FoundErasuresView
from records.api.keeping import (
    DataStoresView,
    DataStoreView,
    RetentionRulesView,
    RetentionRuleView,
)
from records.api.recipient_notices import RecipientDisclosuresView, RecipientNoticesView
from records.api.rectifications import (
    RectifiablePlacesView,
    RectificationPreviewsView,
    RectificationsView,
)
from records.api.restrictions import LiftingAnnouncementsView, LiftingsView, RestrictionsView
from records.api.runs import (
    AnonymisationRunsView,
    AnonymisationRunView,
    LegalHoldsView,
    LegalHoldView,
)
from records.api.statistics import StatisticsReleasesView, StatisticsReleaseView
from records.api.subject_request_steps import (
    RequestAnswersView,
    RequestAssistanceRequestsView,
    RequestAssistancesView,
    RequestClarificationsView,
    RequestClosuresView,
    RequestDisplacementsView,
    RequestExtensionsView,
    RequestForwardingsView,
    RequestIdentityChecksView,
    RequestPlacementsView,
    RequestRefusalsView,
    RequestReopeningsView,
    RequestWithdrawalsView,
)
from records.api.subject_request_thread import (
    RequestAttachmentContentView,
    RequestAttachmentErasuresView,
    RequestAttachmentsView,
    RequestMessagesView,
)
from records.api.subject_request_work import (
    RequestNotesView,
    RequestTaskCompletionsView,
    RequestTasksView,
)
from records.api.subject_requests import (
    RequestPersonsView,
    RequestSearchesView,
    SubjectRequestsView,
    SubjectRequestView,
)
from records.api.whereabouts import WhereaboutsView

REQUEST = "data-subject-requests/<str:reference>"
PART = f"{REQUEST}/parts/<str:part>"

urlpatterns = [
    path("data-subject-request-searches", RequestSearchesView.as_view()),
    path("data-subject-requests", SubjectRequestsView.as_view()),
    path(REQUEST, SubjectRequestView.as_view()),
    path(f"{REQUEST}/answers", RequestAnswersView.as_view()),
    path(f"{REQUEST}/assistance-requests", RequestAssistanceRequestsView.as_view()),
    path(f"{REQUEST}/assistances", RequestAssistancesView.as_view()),
    path(f"{REQUEST}/clarifications", RequestClarificationsView.as_view()),
    path(f"{REQUEST}/attachments", RequestAttachmentsView.as_view()),
    path(f"{REQUEST}/attachments/<str:attachment>", RequestAttachmentContentView.as_view()),
    path(
        f"{REQUEST}/attachments/<str:attachment>/erasures", RequestAttachmentErasuresView.as_view()
    ),
    path(f"{REQUEST}/whereabouts", WhereaboutsView.as_view()),
    path(f"{REQUEST}/closures", RequestClosuresView.as_view()),
    path(f"{REQUEST}/extensions", RequestExtensionsView.as_view()),
    path(f"{REQUEST}/forwardings", RequestForwardingsView.as_view()),
    path(f"{REQUEST}/identity-checks", RequestIdentityChecksView.as_view()),
    path(f"{REQUEST}/messages", RequestMessagesView.as_view()),
    path(f"{REQUEST}/notes", RequestNotesView.as_view()),
    path(f"{REQUEST}/persons", RequestPersonsView.as_view()),
    path(f"{REQUEST}/placements", RequestPlacementsView.as_view()),
    path(f"{REQUEST}/displacements", RequestDisplacementsView.as_view()),
    path(f"{REQUEST}/refusals", RequestRefusalsView.as_view()),
    path(f"{REQUEST}/reopenings", RequestReopeningsView.as_view()),
    path(f"{REQUEST}/tasks", RequestTasksView.as_view()),
    path(f"{REQUEST}/tasks/<str:task>/completions", RequestTaskCompletionsView.as_view()),
    path(f"{REQUEST}/withdrawals", RequestWithdrawalsView.as_view()),
    path(f"{PART}/data-searches", DataSearchesView.as_view()),
    path(f"{PART}/decisions", FoundDecisionsView.as_view()),
    path(f"{PART}/erasures", FoundErasuresView.as_view()),
    path(f"{PART}/rectifiable-places", RectifiablePlacesView.as_view()),
    path(f"{PART}/rectification-previews", RectificationPreviewsView.as_view()),
    path(f"{PART}/rectifications", RectificationsView.as_view()),
    path(f"{PART}/packages", PackagesView.as_view()),
    path(f"{PART}/packages/<str:package>/withdrawals", PackageWithdrawalsView.as_view()),
    path(f"{PART}/recipient-disclosures", RecipientDisclosuresView.as_view()),
    path(f"{PART}/recipient-notices", RecipientNoticesView.as_view()),
    path(f"{PART}/restrictions", RestrictionsView.as_view()),
    path(
        f"{PART}/restrictions/<str:restriction>/lifting-announcements",
        LiftingAnnouncementsView.as_view(),
    ),
    path(f"{PART}/restrictions/<str:restriction>/liftings", LiftingsView.as_view()),
    path("breaches", BreachesView.as_view()),
    path("breaches/<str:reference>", BreachView.as_view()),
    path("breaches/<str:reference>/affected-parties", AffectedPartiesView.as_view()),
    path("breaches/<str:reference>/assessments", BreachAssessmentsView.as_view()),
    path("breaches/<str:reference>/closings", BreachClosingsView.as_view()),
    path("breaches/<str:reference>/letters", BreachLettersView.as_view()),
    path("breaches/<str:reference>/letter-corrections", LetterCorrectionsView.as_view()),
    path("breaches/<str:reference>/letter-follow-ups", LetterFollowUpsView.as_view()),
    path("breaches/<str:reference>/proofs/<str:proof>", BreachProofView.as_view()),
    path("breaches/<str:reference>/communications", PersonsToldView.as_view()),
    path("breaches/<str:reference>/decisions", BreachDecisionsView.as_view()),
    path("breaches/<str:reference>/duties", BreachDutiesView.as_view()),
    path("breaches/<str:reference>/facts", BreachFactsView.as_view()),
    path("breaches/<str:reference>/non-notifications", NonNotificationsView.as_view()),
    path("breaches/<str:reference>/reopenings", BreachReopeningsView.as_view()),
    path("breaches/<str:reference>/scope-statements", ScopeStatementsView.as_view()),
    path("breaches/<str:reference>/notices", BreachNoticesView.as_view()),
    path("breaches/<str:reference>/notifications", BreachNotificationsView.as_view()),
    path("data-stores", DataStoresView.as_view()),
    path("data-stores/<str:code>", DataStoreView.as_view()),
    path("retention-rules", RetentionRulesView.as_view()),
    path("retention-rules/<str:reference>", RetentionRuleView.as_view()),
    path("legal-holds", LegalHoldsView.as_view()),
    path("legal-holds/<str:reference>", LegalHoldView.as_view()),
    path("anonymisation-runs", AnonymisationRunsView.as_view()),
    path("anonymisation-runs/<str:reference>", AnonymisationRunView.as_view()),
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
