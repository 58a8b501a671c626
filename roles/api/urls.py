"""Addresses of the role registry's API, below ``/api/v1``."""

from django.urls import path

from roles.api.agreement_chain import AgreementCoverageView, AgreementEvidenceView, FlowDownsView
from roles.api.agreement_instructions import InstructionsView
from roles.api.agreements import (
    AgreementsView,
    AgreementView,
    PapersView,
    PaperView,
    SendingsView,
    SignaturesView,
    WithdrawalsView,
)
from roles.api.authorisations import (
    AuthorisationsView,
    AuthorisationTerminationsView,
    AuthorisationView,
)
from roles.api.categories import DataCategoriesView, DataCategoryView
from roles.api.changes import RoleChangesView
from roles.api.contacts import ContactRemovalsView, ContactsView, ContactView
from roles.api.contracts import ContractsView, ContractView, TerminationsView
from roles.api.customers import CustomersView, CustomerView
from roles.api.determinations import DeterminationsView
from roles.api.elements import DataElementsView, DataElementView
from roles.api.explanations import (
    ExplanationDocumentView,
    ExplanationsView,
    ExplanationView,
)
from roles.api.exports import RoleMatrixExportsView
from roles.api.features import (
    ContractFeaturesView,
    FeatureTerminationsView,
    ServiceFeaturesView,
    ServiceFeatureView,
)
from roles.api.findings import AcceptancesView, FindingsView, FindingView, ReopeningsView
from roles.api.imports import (
    ColumnMappingsView,
    ConfirmationsView,
    ImportsView,
    ImportView,
    ReversalsView,
)
from roles.api.matrix import RoleMatrixView
from roles.api.measures import (
    MeasuresView,
    MeasureView,
    StatementsView,
    StatementTerminationsView,
    StatementView,
)
from roles.api.moves import (
    ContractTransferPreviewsView,
    ContractTransfersView,
    PartyTerminationPreviewsView,
    PartyTerminationsView,
    PartyTransferPreviewsView,
    PartyTransfersView,
)
from roles.api.parties import PartiesView, PartyView
from roles.api.registrations import (
    RegistrationsView,
    RegistrationView,
    TurnoverReportsView,
)
from roles.api.searches import PartySearchesView
from roles.api.service_ends import (
    EndChoicesView,
    EndConfirmationsView,
    EndDisputesView,
    EndProofsView,
    EndStatementsView,
    EndTermsView,
    ServiceEndsView,
    ServiceEndView,
)
from roles.api.simulations import SimulationsView
from roles.api.sources import SourcesView, SourceView
from roles.api.sub_processors import (
    ConsentsView,
    NoticeObjectionsView,
    NoticeRecipientsView,
    NoticesView,
    NoticeView,
    ObjectionsView,
    ObjectionView,
    OnwardNoticesView,
    RefusalsView,
    SettlementsView,
    SubProcessorsView,
)
from roles.api.transfer_evidence import (
    CoverageTerminationsView,
    CoveredImportersView,
    CoveredImporterView,
    TransferDocumentsView,
    TransferDocumentView,
)
from roles.api.transfers import (
    TransferAssessmentsView,
    TransferChangesView,
    TransfersView,
    TransferTerminationsView,
    TransferView,
)
from roles.api.webhook_deliveries import DeliveriesView, DeliveryView, ReplaysView
from roles.api.webhooks import EndpointsView, EndpointView, SecretsView, TestsView

urlpatterns = [
    path("role-matrix", RoleMatrixView.as_view()),
    path("role-matrix/changes", RoleChangesView.as_view()),
    path("role-matrix/exports", RoleMatrixExportsView.as_view()),
    path("role-determinations", DeterminationsView.as_view()),
    path("role-explanations", ExplanationsView.as_view()),
    path("role-explanations/<str:reference>", ExplanationView.as_view()),
    path("role-explanations/<str:reference>/document", ExplanationDocumentView.as_view()),
    path("role-simulations", SimulationsView.as_view()),
    path("parties", PartiesView.as_view()),
    path("parties/<str:reference>", PartyView.as_view()),
    path("parties/<str:reference>/transfers", PartyTransfersView.as_view()),
    path("parties/<str:reference>/transfer-previews", PartyTransferPreviewsView.as_view()),
    path("parties/<str:reference>/terminations", PartyTerminationsView.as_view()),
    path("parties/<str:reference>/termination-previews", PartyTerminationPreviewsView.as_view()),
    path("customers", CustomersView.as_view()),
    path("customers/<str:reference>", CustomerView.as_view()),
    path("contacts", ContactsView.as_view()),
    path("contacts/<str:reference>", ContactView.as_view()),
    path("contacts/<str:reference>/removals", ContactRemovalsView.as_view()),
    path("acm-registrations", RegistrationsView.as_view()),
    path("acm-registrations/<str:reference>", RegistrationView.as_view()),
    path("acm-registrations/<str:reference>/turnover-reports", TurnoverReportsView.as_view()),
    path("party-searches", PartySearchesView.as_view()),
    path("contracts", ContractsView.as_view()),
    path("contracts/<str:reference>", ContractView.as_view()),
    path("contracts/<str:reference>/transfers", ContractTransfersView.as_view()),
    path("contracts/<str:reference>/transfer-previews", ContractTransferPreviewsView.as_view()),
    path("contracts/<str:reference>/terminations", TerminationsView.as_view()),
    path("imports", ImportsView.as_view()),
    path("imports/<str:reference>", ImportView.as_view()),
    path("imports/<str:reference>/column-mappings", ColumnMappingsView.as_view()),
    path("imports/<str:reference>/confirmations", ConfirmationsView.as_view()),
    path("imports/<str:reference>/reversals", ReversalsView.as_view()),
    path("contracts/<str:reference>/features", ContractFeaturesView.as_view()),
    path("contracts/<str:reference>/feature-terminations", FeatureTerminationsView.as_view()),
    path("service-features", ServiceFeaturesView.as_view()),
    path("service-features/<str:code>", ServiceFeatureView.as_view()),
    path("sources", SourcesView.as_view()),
    path("sources/<str:code>", SourceView.as_view()),
    path("sub-processors", SubProcessorsView.as_view()),
    path("sub-processor-notices", NoticesView.as_view()),
    path("sub-processor-notices/<str:reference>", NoticeView.as_view()),
    path("sub-processor-notices/<str:reference>/recipients", NoticeRecipientsView.as_view()),
    path("sub-processor-notices/<str:reference>/onward-notices", OnwardNoticesView.as_view()),
    path("sub-processor-notices/<str:reference>/consents", ConsentsView.as_view()),
    path("sub-processor-notices/<str:reference>/refusals", RefusalsView.as_view()),
    path("sub-processor-notices/<str:reference>/objections", NoticeObjectionsView.as_view()),
    path("objections", ObjectionsView.as_view()),
    path("objections/<str:reference>", ObjectionView.as_view()),
    path("objections/<str:reference>/settlements", SettlementsView.as_view()),
    path("agreements", AgreementsView.as_view()),
    path("agreements/<str:reference>", AgreementView.as_view()),
    path("agreements/<str:reference>/coverage", AgreementCoverageView.as_view()),
    path("agreements/<str:reference>/evidence", AgreementEvidenceView.as_view()),
    path("agreements/<str:reference>/instructions", InstructionsView.as_view()),
    path("agreements/<str:reference>/end-terms", EndTermsView.as_view()),
    path("service-ends", ServiceEndsView.as_view()),
    path("service-ends/<str:reference>", ServiceEndView.as_view()),
    path("service-ends/<str:reference>/choices", EndChoicesView.as_view()),
    path("service-ends/<str:reference>/statements", EndStatementsView.as_view()),
    path("service-ends/<str:reference>/confirmations", EndConfirmationsView.as_view()),
    path("service-ends/<str:reference>/proofs", EndProofsView.as_view()),
    path("service-ends/<str:reference>/disputes", EndDisputesView.as_view()),
    path("authorisations", AuthorisationsView.as_view()),
    path("authorisations/<str:reference>", AuthorisationView.as_view()),
    path("authorisations/<str:reference>/terminations", AuthorisationTerminationsView.as_view()),
    path("measures", MeasuresView.as_view()),
    path("measures/<str:code>", MeasureView.as_view()),
    path("measure-statements", StatementsView.as_view()),
    path("measure-statements/<str:reference>", StatementView.as_view()),
    path("measure-statements/<str:reference>/terminations", StatementTerminationsView.as_view()),
    path("flow-downs", FlowDownsView.as_view()),
    path("agreements/<str:reference>/documents", PapersView.as_view()),
    path("agreements/<str:reference>/documents/<str:document>", PaperView.as_view()),
    path("agreements/<str:reference>/sendings", SendingsView.as_view()),
    path("agreements/<str:reference>/signatures", SignaturesView.as_view()),
    path("agreements/<str:reference>/withdrawals", WithdrawalsView.as_view()),
    path("transfers", TransfersView.as_view()),
    path("transfers/<str:reference>", TransferView.as_view()),
    path("transfers/<str:reference>/terminations", TransferTerminationsView.as_view()),
    path("transfers/<str:reference>/assessments", TransferAssessmentsView.as_view()),
    path("transfers/<str:reference>/changes", TransferChangesView.as_view()),
    path("transfers/<str:reference>/documents", TransferDocumentsView.as_view()),
    path("transfers/<str:reference>/documents/<str:document>", TransferDocumentView.as_view()),
    path("covered-importers", CoveredImportersView.as_view()),
    path("covered-importers/<str:reference>", CoveredImporterView.as_view()),
    path("covered-importers/<str:reference>/terminations", CoverageTerminationsView.as_view()),
    path("webhook-endpoints", EndpointsView.as_view()),
    path("webhook-endpoints/<str:reference>", EndpointView.as_view()),
    path("webhook-endpoints/<str:reference>/secrets", SecretsView.as_view()),
    path("webhook-endpoints/<str:reference>/tests", TestsView.as_view()),
    path("webhook-deliveries", DeliveriesView.as_view()),
    path("webhook-deliveries/<str:reference>", DeliveryView.as_view()),
    path("webhook-deliveries/<str:reference>/replays", ReplaysView.as_view()),
    path("findings", FindingsView.as_view()),
    path("findings/<str:reference>", FindingView.as_view()),
    path("findings/<str:reference>/acceptances", AcceptancesView.as_view()),
    path("findings/<str:reference>/reopenings", ReopeningsView.as_view()),
    path("data-categories", DataCategoriesView.as_view()),
    path("data-categories/<str:code>", DataCategoryView.as_view()),
    path("data-elements", DataElementsView.as_view()),
    path("data-elements/<str:code>", DataElementView.as_view()),
]
