"""Made by `manage.py openapi` from docs/reference/openapi.json: do not edit; see calling.py."""

from typing import Any, NotRequired, TypedDict, cast

from calling import Caller


class Acceptance(TypedDict):
    """Why a finding is acceptable."""

    reason: str


class ActivitySection(TypedDict):
    """A section in the reader's words: the letter it answers, empty for none."""

    code: str
    letter: str
    title: str
    lines: "list[str]"
    own: bool


class ActivitySummary(TypedDict):
    """An entry in a list. `missing` is empty where every letter is answered, or none
    applies."""

    id: str
    code: str
    record: str
    name: str
    standing: str
    applies: bool
    missing: "list[Open]"
    changed_since: "list[str]"
    version_url: str


class ActivityVersionPage(TypedDict):
    """A page of versions."""

    next_cursor: str | None
    total_count: int
    results: "list[ActivityVersionSummary]"


class ActivityVersionSummary(TypedDict):
    """A version in a list; `url` is its address for good."""

    url: str
    activity_id: str
    number: int
    valid_from_date: str
    made_at: str
    base_number: int | None
    approved_at: str | None
    hash: str


class AffectedPartyPage(TypedDict):
    """Whom an incident touches, of those that the caller is told about."""

    next_cursor: str | None
    total_count: int
    results: "list[AffectedPartyShape]"


class AffectedPartyShape(TypedDict):
    """A party whose people an incident touches, as said last; counts are approximate."""

    id: str
    party: "PartyName"
    persons: int | None
    records: int | None
    entered_at: str


class AgreementExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    processor: NotRequired["Party | None"]
    controller: NotRequired["Party | None"]


class AgreementPage(TypedDict):
    """A page of agreements."""

    next_cursor: str | None
    total_count: int
    results: "list[AgreementShape]"


class AgreementShape(TypedDict):
    """What a processor agreed with the party it acts for; `state` is that of today, or of the
    day of `knownat`."""

    id: str
    processor: "PartyName"
    controller: "PartyName"
    contract_id: str | None
    reference: str
    state: str
    valid_from_date: str | None
    valid_until_date: str | None
    processor_signed_date: str | None
    controller_signed_date: str | None
    signatures: "list[SignatureShape]"
    expanded: NotRequired["AgreementExpanded"]


class AnonymisationRunPage(TypedDict):
    """A page of runs."""

    next_cursor: str | None
    total_count: int
    results: "list[AnonymisationRunShape]"


class AnonymisationRunShape(TypedDict):
    """A run of a retention rule, in figures of the own rows alone."""

    id: str
    rule: str
    rule_id: str
    data_category: str
    data_element: str | None
    store: str
    technique: str
    cut_off_date: str
    for_request: bool
    state: str
    rows_due: int
    rows_done: int
    planned_at: str
    started_at: str | None
    finished_at: str | None
    certificate_ids: "list[str]"


class AttemptShape(TypedDict):
    """One try, and the status that came back."""

    number: int
    at: str
    status: int | None
    problem: str | None
    milliseconds: int


class AuthorisationExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    giver: NotRequired["Party | None"]
    holder: NotRequired["Party | None"]
    engages: NotRequired["Party | None"]


class AuthorisationPage(TypedDict):
    """Authorisations that the own party gave or holds."""

    next_cursor: str | None
    total_count: int
    results: "list[AuthorisationShape]"


class AuthorisationShape(TypedDict):
    """That `giver` lets `holder`, which acts for it, engage others (GDPR Art. 28(2))."""

    id: str
    giver: "PartyName"
    holder: "PartyName"
    kind: str
    engages: "PartyName | None"
    notice_days: int | None
    agreement_id: str | None
    valid_from_date: str
    valid_until_date: str | None
    expanded: NotRequired["AuthorisationExpanded"]


class AuthorisationTermination(TypedDict):
    """From when others may no longer be engaged by it."""

    effective_date: str


class Banner(TypedDict):
    """The few things about a banner that may differ, and the script as it is now."""

    site: str
    version: int
    colour: str
    on_colour: str
    place: str
    consent_mode: str
    reask_months: int
    keep_months: int
    url: str
    integrity: str


class BreachAssessment(TypedDict):
    """An assessment of the severity: what was scored, and what was concluded."""

    id: str
    version: int
    method: str
    processing_context: str
    identification: str
    confidentiality: str
    integrity: str
    availability: str
    malicious: bool
    severity: str
    level: str
    risk: str
    reasons: str
    name: str
    entered_at: str
    entered_by: str


class BreachAssessmentPage(TypedDict):
    """All assessments, the newest first: that one counts."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachAssessment]"


class BreachClock(TypedDict):
    """A clock of the caller: when it ends, and whether anything answered it. Instants are
    UTC."""

    kind: str
    grounds: "list[str]"
    data_categories: "list[str]"
    started_at: str
    ends_at: str
    running: bool


class BreachFacts(TypedDict):
    """A version of what the caller knows (GDPR Art. 33(5))."""

    version: int
    what: str
    nature: "list[str]"
    data_categories: "list[str]"
    service_features: "list[str]"
    began_at: str | None
    ended_at: str | None
    discovered_at: str | None
    persons: int | None
    records: int | None
    consequences: str
    measures: str
    advice: str
    abroad: str
    lessons: str
    entered_at: str


class BreachFactsPage(TypedDict):
    """All versions of what is known, the newest first."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachFacts]"


class BreachLetter(TypedDict):
    """A letter to a person: `sent_at` is null while it waits."""

    id: str
    person_reference: str
    address_kind: str
    sent_at: str | None
    means: str | None
    reference: str
    taken_off_at: str | None
    replaced_by_id: str | None
    corrects_id: str | None


class BreachLetterPage(TypedDict):
    """The letters to persons, those that were taken off the list too."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachLetter]"


class BreachNotice(TypedDict):
    """What one party told another, or will: only about the recipient's part."""

    id: str
    number: int
    sender: "PartyName"
    recipient: "PartyName"
    roles: "list[BreachRole]"
    grounds: "list[str]"
    parties: int
    persons: int | None
    records: int | None
    nature: "list[str]"
    service_features: "list[str]"
    began_at: str | None
    ended_at: str | None
    discovered_at: str | None
    text: str
    consequences: str
    measures: str
    told_at: str | None
    means: str | None


class BreachNoticePage(TypedDict):
    """The notices that the caller sends."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachNotice]"


class BreachNotificationPage(TypedDict):
    """The notifications to the authority on record."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachStep]"


class BreachPage(TypedDict):
    """A page of incidents."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachSummary]"


class BreachProof(TypedDict):
    """A paper that proves a step: fetched at `/breaches/{id}/proofs/{proof}`."""

    id: str
    name: str
    content_type: str
    sha256: str


class BreachRole(TypedDict):
    """What the recipient is for one category of data."""

    data_category: str
    role: str


class BreachShape(TypedDict):
    """An incident as the caller's own file has it: never what others were told."""

    id: str
    reference: str
    registrant: "PartyName"
    state: str
    aware_at: str
    first_clock_ends_at: str | None
    severity: str | None
    risk: str | None
    facts: "BreachFacts | None"
    notices: "list[BreachNotice]"
    clocks: "list[BreachClock]"
    steps: "list[BreachStep]"
    open_duties: "list[str]"
    waiting_notices: int
    waiting_letters: int


class BreachStep(TypedDict):
    """A notification, a reason not to notify, a decision, or that the file was closed."""

    id: str
    kind: str
    regime: str | None
    phase: str | None
    decision: str | None
    means: str | None
    persons: int | None
    done_at: str
    reference: str
    delay_reasons: str
    text: str
    proof: "BreachProof | None"
    name: str
    entered_at: str
    entered_by: str


class BreachStepPage(TypedDict):
    """Steps of one kind on record, oldest first."""

    next_cursor: str | None
    total_count: int
    results: "list[BreachStep]"


class BreachSummary(TypedDict):
    """An incident in a list: since when the caller knows, and when its first clock ends."""

    id: str
    reference: str
    registrant: "PartyName"
    state: str
    aware_at: str
    first_clock_ends_at: str | None


class CertificateBody(TypedDict):
    """What is signed; a certificate of a whole run has more, and names its parts."""

    id: str
    chain: str
    number: int
    previous: str
    issued_at: str
    run: "CertifiedRun"
    rule: "CertifiedRule"
    store: dict[str, Any]
    technique: "CertifiedTechnique"
    operator: "CertifiedOperator"
    rows_due_at_start: int
    rows_done: int
    rows_by_way: NotRequired[dict[str, Any]]
    batches: "list[CertifiedBatch]"
    parts: "list[dict[str, Any]]"
    states: "CertifiedStates"
    verification: "CertifiedRecount"
    rewritten: NotRequired["CertifiedRewrite"]
    adds_to: NotRequired["EarlierCertificate"]


class CertificateExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    run: NotRequired["AnonymisationRunShape | None"]


class CertificatePage(TypedDict):
    """A page of certificates."""

    next_cursor: str | None
    total_count: int
    results: "list[CertificateSummary]"


class CertificateSummary(TypedDict):
    """A certificate in a list: which run, of which day, how it ended, how many rows."""

    id: str
    run_id: str
    number: int
    rule: str
    cut_off_date: str
    outcome: str
    rows_done: int
    issued_at: str
    hash: str
    expanded: NotRequired["CertificateExpanded"]


class CertifiedBatch(TypedDict):
    """One committed batch, and how many rows of it were done."""

    number: int
    rows: int


class CertifiedOperator(TypedDict):
    """Whether the schedule or an officer asked for the run, and whether another approved
    it."""

    requested: str
    approved_by_another: bool


class CertifiedRecount(TypedDict):
    """What was counted after the run stopped; `not_possible` is the code of why not."""

    recounted_at: str
    not_possible: str | None
    rows_still_due: int | None
    rows_on_hold: int | None


class CertifiedRewrite(TypedDict):
    """When the table was written anew, in a statement that was issued after that."""

    began_at: str
    done_at: str


class CertifiedRule(TypedDict):
    """The rule as the run applied it, on what ground, and whose decision it is."""

    code: str
    version: int
    data_category: str
    data_category_in_words: "Words"
    data_element: str | None
    data_element_in_words: "Words | None"
    term: dict[str, Any]
    start_event: str
    start_event_in_words: "Words"
    end_action: "Words"
    decided_by: str
    decided_by_standard: bool
    decided_as: str
    grounds: "list[dict[str, Any]]"
    source: dict[str, Any]


class CertifiedRun(TypedDict):
    """The run: `stop` tells one stop of it from another, as a paused run goes on."""

    id: str
    stop: str
    outcome: str
    cut_off_date: str
    formula: str
    planned_at: str
    started_at: str | None
    last_batch_at: str | None
    finished_at: str | None


class CertifiedStates(TypedDict):
    """How far gone the rows are, and when copies from before expire."""

    logically_erased: str
    logically_erased_date: str | None
    physically_erased: bool
    log_expires_date: str | None
    backups_expire_date: str | None
    caveat: "Words"


class CertifiedTechnique(TypedDict):
    """What was done to the rows, and what that guarantees; no technique is called
    anonymous."""

    code: str
    name: "Words"
    emptied_columns: "list[str]"
    rectified_columns: NotRequired["list[str]"]
    guarantee: "Words"
    smallest_class_of_rows: int | None


class ChangeCause(TypedDict):
    """A fact or a rule that starts or ends on the day."""

    kind: str
    description: str
    starts: bool


class ChangeShape(TypedDict):
    """What is going to change, and how far it is."""

    id: str
    kind: str
    state: str
    proposer: "PartyName"
    sub_processor_name: str
    replaces_name: str | None
    data_categories: "list[str]"
    purpose: "TextInTwoLanguages"
    reason: "TextInTwoLanguages"
    location: str
    transfer_mechanism: str
    safeguards: str
    planned_date: str
    activated_date: str | None
    withdrawn_date: str | None


class ChangedAnswer(TypedDict):
    """One answer before and after the day; null: the party is not in the chain."""

    party: "PartyName"
    data_category: str
    service_feature: str
    purpose: str | None
    before: "RoleThen | None"
    after: "RoleThen | None"


class ClockShape(TypedDict):
    """Until when a part is answered. Without `due_date` the month waits for proof of
    identity."""

    due_date: str | None
    strict_date: str
    extend_by_date: str | None
    extended: bool
    standing: str
    reasons: "list[ReasonShape]"


class ColumnMapping(TypedDict):
    """What the columns of a sheet are, in the order of the file; an empty name leaves one
    out."""

    sheet: int
    columns: "list[str]"


class ConcludedContract(TypedDict):
    """The contract, and what is wrong around it."""

    id: str
    provider: "PartyName"
    acquirer: "PartyName"
    service: str
    kind: str
    reference: str
    data_categories: "list[str]"
    valid_from_date: str | None
    valid_until_date: str | None
    expanded: NotRequired["ContractExpanded"]
    warnings: "list[ContractWarning]"


class Confirmation(TypedDict):
    """Whether rows with errors are left out; else an import with errors is refused."""

    without_errors: NotRequired[bool]


class Consent(TypedDict):
    """One choice in a site's chain; an erased one has no record any more."""

    site: str
    number: int
    recorded_at: str
    action: str
    record: str | None
    record_digest: str
    chain_hash: str
    expanded: NotRequired["ConsentExpanded"]


class ConsentExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    site: NotRequired["Site | None"]


class ConsentPage(TypedDict):
    """One page of consents."""

    results: "list[Consent]"
    next_cursor: str | None
    total_count: int


class ContactCorrection(TypedDict):
    """How a contact is reached; what is left out stays."""

    name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]


class ContactExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    party: NotRequired["Party | None"]


class ContactPage(TypedDict):
    """A page of contacts."""

    next_cursor: str | None
    total_count: int
    results: "list[ContactShape]"


class ContactShape(TypedDict):
    """A contact point: at least an e-mail address or a telephone number."""

    id: str
    party: "PartyName"
    kind: str
    name: str
    email: str
    phone: str
    expanded: NotRequired["ContactExpanded"]


class Contract(TypedDict):
    """Who delivers which service to whom, and when."""

    id: str
    provider: "PartyName"
    acquirer: "PartyName"
    service: str
    kind: str
    reference: str
    data_categories: "list[str]"
    valid_from_date: str | None
    valid_until_date: str | None
    expanded: NotRequired["ContractExpanded"]


class ContractExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    provider: NotRequired["Party | None"]
    acquirer: NotRequired["Party | None"]


class ContractPage(TypedDict):
    """A page of contracts."""

    next_cursor: str | None
    total_count: int
    results: "list[Contract]"


class ContractTransfer(TypedDict):
    """To whom a contract goes, from which day."""

    provider: str
    effective_date: str
    with_features: NotRequired[bool]


class ContractWarning(TypedDict):
    """Something that is wrong, and did not stand in the way: the finding that is raised of
    it."""

    code: str
    party: "PartyName"
    title: str
    next_step: str
    cites: "list[str]"


class Controlled(TypedDict):
    """Who is controller of a category; nobody, when no rule says so."""

    data_category: str
    parties: "list[PartyName]"


class CookieClaim(TypedDict):
    """What one source says of one property."""

    property: str
    value: str
    verbatim: str
    said_by: str
    source_code: str | None
    stated_date: str


class CookieCorrection(TypedDict):
    """What is settled; what is left out stays as it is. Terms: ISO 8601, session or
    persistent."""

    category: NotRequired[str]
    provider: NotRequired[str]
    purpose: NotRequired["NewText"]
    recipients: NotRequired["NewText"]
    lifetime: NotRequired[str]
    effective_lifetime: NotRequired[str]


class CookieDecision(TypedDict):
    """Whether it stands on the site from now on."""

    approved: bool


class CookieDetail(TypedDict):
    """An item with everything that was said of it."""

    id: str
    site: str | None
    technique: str
    pattern: str
    domain: str
    path: str
    partitioned: bool
    provider: str | None
    category: str | None
    purpose: "Text | None"
    recipients: "Text | None"
    lifetime: str
    effective_lifetime: str
    status: str
    published: bool
    expanded: NotRequired["CookieItemExpanded"]
    claims: "list[CookieClaim]"


class CookieImport(TypedDict):
    """What a list comes to."""

    applied: bool
    rows: "list[CookieImportRow]"
    defects: "list[CookieImportDefect]"


class CookieImportDefect(TypedDict):
    """What is wrong with the list as a whole: the code of a finding, and what it is about."""

    code: str
    about: str


class CookieImportRow(TypedDict):
    """What a row comes to; ``defects`` are codes of findings about the row itself."""

    line: int
    verbatim: str
    outcome: str
    problem: str
    readings: "list[str]"
    defects: "list[str]"
    item_id: str | None


class CookieItem(TypedDict):
    """Something a site stores or reads."""

    id: str
    site: str | None
    technique: str
    pattern: str
    domain: str
    path: str
    partitioned: bool
    provider: str | None
    category: str | None
    purpose: "Text | None"
    recipients: "Text | None"
    lifetime: str
    effective_lifetime: str
    status: str
    published: bool
    expanded: NotRequired["CookieItemExpanded"]


class CookieItemExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    site: NotRequired["Site | None"]


class CookieItemPage(TypedDict):
    """One page of items."""

    results: "list[CookieItem]"
    next_cursor: str | None
    total_count: int


class CookieOffer(TypedDict):
    """An item offered to a site, and what its party decided."""

    id: str
    site: str
    item_id: str
    state: str
    decided_date: str | None


class CookieOfferPage(TypedDict):
    """One page of offers."""

    results: "list[CookieOffer]"
    next_cursor: str | None
    total_count: int


class CookieProvider(TypedDict):
    """Who sets items or receives what they read; ``own``: the caller's party entered it."""

    code: str
    name: str
    own: bool
    country: str
    hosts: "list[str]"
    privacy_url: str
    agreement: str
    advertises: bool
    roles: "list[PhaseRole]"


class CookieProviderPage(TypedDict):
    """One page of providers."""

    results: "list[CookieProvider]"
    next_cursor: str | None
    total_count: int


class CookiePublication(TypedDict):
    """Whether visitors are told of it from now on."""

    published: bool


class CookieReading(TypedDict):
    """Which reading of a line is meant: one of ``readings``."""

    line: int
    reading: str


class CountedAs(TypedDict):
    """As whom the subject is in rows, and in how many."""

    found_as: str
    row_count: int


class CountedName(TypedDict):
    """A feature or category, and under how many contracts."""

    name: str
    contracts: int


class CoveragePage(TypedDict):
    """What was stated last."""

    next_cursor: str | None
    total_count: int
    results: "list[CoverageShape]"


class CoverageShape(TypedDict):
    """Where an outside document settles an item of GDPR Art. 28(3), or names a kind of
    data."""

    item: str | None
    data_category: str | None
    place: str
    stated_at: str
    stated_by: str


class CoveredImporter(TypedDict):
    """An importer that falls under an adequacy decision which does not cover everyone."""

    id: str
    importer: "PartyName"
    decision: str
    decision_title: str
    covers: str
    checked_date: str
    evidence: str
    valid_from_date: str
    valid_until_date: str | None


class CoveredImporterPage(TypedDict):
    """Importers of which the caller may know that they are covered."""

    next_cursor: str | None
    total_count: int
    results: "list[CoveredImporter]"


class CustomerPage(TypedDict):
    """A page of customers."""

    next_cursor: str | None
    total_count: int
    results: "list[CustomerShape]"


class CustomerRecord(TypedDict):
    """All that the caller's system says of a customer."""

    kind: str
    name: str
    legal_form: NotRequired[str]
    kvk_number: NotRequired[str]
    country: NotRequired[str]
    external_ids: NotRequired["list[ExternalId]"]
    services: NotRequired["list[DeliveredService]"]


class CustomerShape(TypedDict):
    """A customer or sub-reseller, and what the caller delivers to it."""

    id: str
    kind: str
    name: str
    legal_form: str
    kvk_number: str | None
    country: str
    external_ids: "list[ExternalId]"
    services: "list[DeliveredServiceShape]"


class DataCategory(TypedDict):
    """A kind of data for which a party has one role at a time."""

    code: str
    name: "TextInTwoLanguages"
    description: "TextInTwoLanguages"
    elements: "list[DataElement]"


class DataCategoryPage(TypedDict):
    """A page of data categories."""

    next_cursor: str | None
    total_count: int
    results: "list[DataCategory]"


class DataElement(TypedDict):
    """One item of data."""

    code: str
    name: "TextInTwoLanguages"


class DataElementExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    data_category: NotRequired["DataCategory | None"]


class DataElementPage(TypedDict):
    """A page of data elements."""

    next_cursor: str | None
    total_count: int
    results: "list[DataElementShape]"


class DataElementShape(TypedDict):
    """One item of data, and the category that it is in."""

    code: str
    name: "TextInTwoLanguages"
    data_category: str
    expanded: NotRequired["DataElementExpanded"]


class DataRecipient(TypedDict):
    """Who got the data of the part: by the chain of contracts, or by the controller's
    record."""

    key: str
    name: str
    role: str
    can_be_mailed: bool
    notices: "list[DataRecipientNotice]"


class DataRecipientList(TypedDict):
    """The recipients of the data of a part."""

    recipients: "list[DataRecipient]"


class DataRecipientNotice(TypedDict):
    """What a recipient was told, or why it was not; `sent_at` and `message_id` prove a
    mail."""

    id: str
    change: str
    means: str
    reason: str | None
    text: str
    name: str
    said_date: str
    sent_at: str | None
    returned_at: str | None
    returned_status: str | None
    message_id: str | None
    body_sha256: str | None


class DataSearch(TypedDict):
    """The last search of the data stores for a part; without one `searched_at` is empty."""

    searched_at: str | None
    groups: "list[FoundGroup]"


class DataStorePage(TypedDict):
    """A page of data stores."""

    next_cursor: str | None
    total_count: int
    results: "list[DataStoreShape]"


class DataStoreShape(TypedDict):
    """A system that holds personal data, and for how many days copies outlive what is
    erased."""

    code: str
    name: "TextInTwoLanguages"
    kind: str
    time_zone: str
    log_kept_days: int
    backups_kept_days: int


class DayOfChange(TypedDict):
    """What changes in one chain on one day."""

    effective_date: str
    scheduled: bool
    chain_of: "PartyName"
    causes: "list[ChangeCause]"
    differences: "list[ChangedAnswer]"


class DeliveredService(TypedDict):
    """A service that is delivered from a day on; service and day are what it is known by."""

    service: str
    valid_from_date: str
    valid_until_date: NotRequired[str | None]
    reference: NotRequired[str]
    features: NotRequired["list[FeatureInUse]"]


class DeliveredServiceShape(TypedDict):
    """What the caller delivers to the customer under one contract."""

    contract: str
    service: str
    reference: str
    valid_from_date: str
    valid_until_date: str | None
    features: "list[UsedFeatureShape]"


class DeliveryExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    endpoint: NotRequired["EndpointShape | None"]


class DeliveryPage(TypedDict):
    """A page of deliveries."""

    next_cursor: str | None
    total_count: int
    results: "list[DeliveryShape]"


class DeliveryShape(TypedDict):
    """One event to one webhook; `webhook_id` is the same at every try and when sent again."""

    id: str
    webhook_id: str
    endpoint_id: str
    event_type: str
    about_id: str
    happened_at: str
    replay: bool
    state: str
    tries: int
    status: int | None
    problem: str | None
    next_try_at: str | None
    ended_at: str | None
    attempts: "list[AttemptShape]"
    expanded: NotRequired["DeliveryExpanded"]


class DescribedProcessing(TypedDict):
    """An entry of the record that describes what is done."""

    id: str
    name: str


class DisplacedGround(TypedDict):
    """A rule that applied too, and the rule that took precedence."""

    rule: str
    sentence: str
    cites: "list[str]"
    displaced_by: str


class DutyShape(TypedDict):
    """What the caller's party has to do about a part, by which role, and why."""

    party: "PartyName"
    duty: str
    role: str
    upstream: "PartyName | None"
    open: bool
    reached_at: str | None
    grounds: "list[Ground]"
    path: "list[str]"


class EarlierCertificate(TypedDict):
    """The certificate of the end of the run, to which a later statement is added."""

    id: str
    number: int
    hash: str


class EndTermPage(TypedDict):
    """What was agreed about the end, newest first."""

    next_cursor: str | None
    total_count: int
    results: "list[EndTermShape]"


class EndTermShape(TypedDict):
    """What was agreed about the end; the newest that both agreed before the end counts."""

    days: int
    otherwise: str | None
    agreed_date: str
    agreed: bool
    entered_at: str
    entered_by: str


class EndpointChange(TypedDict):
    """What is changed of a webhook; what is left out stays."""

    url: NotRequired[str]
    event_types: NotRequired["list[str]"]
    description: NotRequired[str]
    state: NotRequired[str]


class EndpointPage(TypedDict):
    """A page of webhooks."""

    next_cursor: str | None
    total_count: int
    results: "list[EndpointShape]"


class EndpointShape(TypedDict):
    """An address that is told what happens, while it is on."""

    id: str
    url: str
    description: str
    event_types: "list[str]"
    state: str
    off_because: str | None
    failing_since_at: str | None
    made_at: str


class ErasurePreview(TypedDict):
    """What erasing would do in one place; `refusal` says why nothing can be erased there."""

    place: str
    found_count: int
    erasable_count: int
    held_count: int
    technique: str | None
    kept_by: "list[str]"
    refusal: str | None


class ErasureRun(TypedDict):
    """A run that erased or rectified exactly these rows; its certificate has its `run_id`."""

    id: str
    place: str
    technique: str
    state: str
    rows_planned: int
    rows_done: int
    planned_at: str
    finished_at: str | None


class EvidencePage(TypedDict):
    """All evidence of an agreement; `absent_items` are the items without any."""

    next_cursor: str | None
    total_count: int
    results: "list[EvidenceShape]"
    absent_items: "list[str]"
    service_end_ids: "list[str]"
    stated_measures: "list[str]"


class EvidenceShape(TypedDict):
    """What shows that an item is kept, who entered it and when."""

    id: str
    item: str
    kind: str
    measure: str | None
    instruction_id: str | None
    document_id: str | None
    reference: str
    note: str
    name: str
    entered_at: str
    entered_by: str


class Exemption(TypedDict):
    """Where a site stands; ``holds``: nothing needs to be asked for what is ``relied_on``."""

    site: str
    checklist: str
    ground: str
    relied_on: bool
    holds: bool
    lapses_date: str | None
    advertising: "list[str]"
    points: "list[ExemptionPoint]"


class ExemptionPoint(TypedDict):
    """One point with its latest answer; ``lapses_date``: the first day it no longer holds."""

    code: str
    question: "Text"
    cites: "list[str]"
    state: str
    evidence: str | None
    answered_date: str | None
    lapses_date: str | None


class ExportedParty(TypedDict):
    """Whose record it is."""

    id: str
    name: str


class ExportedRecord(TypedDict):
    """A whole record as JSON; `groups` only of a processor. The same bytes for the same
    day."""

    party: "ExportedParty"
    record: str
    asof_date: str
    known_at: str | None
    missing: str
    keeper: dict[str, Any]
    entries: "list[dict[str, Any]]"
    groups: NotRequired["list[dict[str, Any]]"]


class ExternalId(TypedDict):
    """A party's number in another system."""

    system: str
    value: str


class FactEntry(TypedDict):
    """A fact that was entered: what it says, when it holds, by whom and when."""

    kind: str
    id: str
    description: str
    valid_from_date: str | None
    valid_until_date: str | None
    entered_at: str
    entered_by: str
    changed_at: str | None
    changed_by: str | None


class Facts(TypedDict):
    """What a party does with the data; what is not stated is not so."""

    data_category: NotRequired[str]
    feature: NotRequired[str]
    purpose: NotRequired[str]
    instructed_by: NotRequired[str | None]
    decides_why_and_how: NotRequired[bool]
    decides_jointly: NotRequired[bool]
    chooses_practical_means: NotRequired[bool]
    own_purpose: NotRequired[bool]
    law_appoints: NotRequired[bool]
    law_imposes_task: NotRequired[bool]
    professional_discretion: NotRequired[bool]
    under_direct_authority: NotRequired[bool]
    access_is_incidental: NotRequired[bool]
    receives_data: NotRequired[bool]
    relates_to_it: NotRequired[bool]
    natural_person: NotRequired[bool]
    purely_personal: NotRequired[bool]
    communicates: NotRequired[bool]
    switches_on_feature: NotRequired[bool]
    has_feature_for_itself: NotRequired[bool]
    pools_with_others: NotRequired[bool]
    runs_the_network: NotRequired[bool]
    sells_on: NotRequired[bool]
    provides_to_subscriber: NotRequired[bool]
    holds_subscription: NotRequired[bool]
    contract_data_kept_for_it: NotRequired[bool]
    contract_data_is_about_it: NotRequired[bool]
    offers_to_public: NotRequired[bool]


class FeatureInUse(TypedDict):
    """A feature and its days; as long as the contract where nothing is said."""

    feature: str
    valid_from_date: NotRequired[str | None]
    valid_until_date: NotRequired[str | None]


class FindingExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    party: NotRequired["Party | None"]
    data_category: NotRequired["DataCategory | None"]


class FindingPage(TypedDict):
    """A page of findings."""

    next_cursor: str | None
    total_count: int
    results: "list[FindingShape]"


class FindingShape(TypedDict):
    """A finding: what is wrong, about whom, on what ground, who must act, and what to do."""

    id: str
    code: str
    severity: str
    state: str
    owner: str
    sentence: str
    next_step: str | None
    cites: "list[str]"
    party: "PartyName | None"
    data_category: str | None
    customers: int | None
    found_date: str
    settled_date: str | None
    expanded: NotRequired["FindingExpanded"]


class FlowDownPage(TypedDict):
    """The links below the own party."""

    next_cursor: str | None
    total_count: int
    asof_date: str
    results: "list[FlowDownShape]"


class FlowDownShape(TypedDict):
    """Whom the engager has process data of others, under which agreement, and what that
    lacks."""

    engager: "PartyName"
    engaged: "PartyName"
    data_categories: "list[str]"
    agreement_id: str | None
    agreement_reference: str | None
    promised_count: int
    promised_notice_days: int
    notice_days: int | None
    missing: "list[WantShape]"


class FoundColumn(TypedDict):
    """A column of what was found."""

    code: str
    title: str


class FoundDecision(TypedDict):
    """What was decided about a group last: part of the answer, or left out and why."""

    included: bool
    reason: str | None
    text: str
    name: str
    decided_at: str


class FoundErasures(TypedDict):
    """What erasing what was found would do, and what was done."""

    preview: "list[ErasurePreview]"
    runs: "list[ErasureRun]"


class FoundGroup(TypedDict):
    """What one place holds of the person in one role; everybody in `rows` is masked."""

    id: str
    data_store: str
    table: str | None
    outcome: str
    found_as: "list[str]"
    not_searched_by: "list[str]"
    row_count: int
    more: bool
    columns: "list[FoundColumn]"
    rows: "list[list[str | None]]"
    decision: "FoundDecision | None"


class FoundItem(TypedDict):
    """Something a scan saw; ``item`` is what the registry knows it as."""

    id: str
    technique: str
    name: str
    host: str
    path: str
    partitioned: bool
    third_party: bool
    lifetime_seconds: int | None
    states: "list[str]"
    item_id: str | None


class FoundItems(TypedDict):
    """Everything a scan saw; what the registry does not know comes first."""

    results: "list[FoundItem]"
    next_cursor: str | None
    total_count: int


class FoundParty(TypedDict):
    """A party that fits, with the answer of today."""

    party: "Party"
    controllers: "list[Controlled]"


class FoundRequests(TypedDict):
    """Requests of that person, newest first, at most fifty."""

    results: "list[SubjectRequestShape]"


class FrozenActivity(TypedDict):
    """What a version says, for good: `hash` is the SHA-256 of `text` in UTF-8."""

    url: str
    activity_id: str
    number: int
    valid_from_date: str
    made_at: str
    base_number: int | None
    hash: str
    text: str
    body: dict[str, Any]


class Ground(TypedDict):
    """One rule that applied, and where it is written."""

    rule: str
    sentence: str
    cites: "list[str]"


class IdentifierShape(TypedDict):
    """By what the data subject's data is found, normalised."""

    kind: str
    value: str


class Import(TypedDict):
    """An import with its columns and the first thousand problems."""

    id: str
    party: "PartyName"
    state: str
    uploaded_at: str
    applied_at: str | None
    counts: "ImportCounts"
    rows_done: int
    refusal_code: str | None
    refusal: str | None
    sheets: "list[ImportSheet]"
    problems: "list[ImportProblem]"


class ImportColumn(TypedDict):
    """A column as the file names it, and as the register does; null: it is left out."""

    header: str
    column: str | None


class ImportCounts(TypedDict):
    """How many rows have each outcome."""

    new: int
    changed: int
    duplicate: int
    error: int


class ImportPage(TypedDict):
    """A page of imports."""

    next_cursor: str | None
    total_count: int
    results: "list[ImportSummary]"


class ImportProblem(TypedDict):
    """One thing wrong in one cell."""

    file: str
    line: int
    column: str | None
    code: str
    message: str


class ImportSheet(TypedDict):
    """A table of an import; ``suggestion`` fits ``columns`` of a column mapping."""

    number: int
    name: str
    columns: "list[ImportColumn]"
    suggestion: "list[str]"


class ImportSummary(TypedDict):
    """An import and how far it is."""

    id: str
    party: "PartyName"
    state: str
    uploaded_at: str
    applied_at: str | None
    counts: "ImportCounts"
    rows_done: int
    refusal_code: str | None
    refusal: str | None


class InstructionPage(TypedDict):
    """The log, newest first."""

    next_cursor: str | None
    total_count: int
    results: "list[InstructionShape]"


class InstructionShape(TypedDict):
    """A line of the log; `about_id` is the instruction that an answer is about."""

    id: str
    kind: str
    about_id: str | None
    given_date: str
    text: str
    given_by: str
    channel: str
    entered_at: str
    entered_by: str


class KeepingShape(TypedDict):
    """What a feature means for keeping one kind of data: whether, from when it counts, and
    why."""

    data_category: str
    kept: str
    starts: str | None
    months: int | None
    text: "TextInTwoLanguages"
    cites: "list[str]"
    rests_on: str
    valid_from_date: str
    valid_until_date: str | None


class LegalHoldPage(TypedDict):
    """A page of legal holds."""

    next_cursor: str | None
    total_count: int
    results: "list[LegalHoldShape]"


class LegalHoldShape(TypedDict):
    """Own data that stays although its term ended, for a case (GDPR Art. 17(3)(e),
    18(1)(c))."""

    id: str
    case: str
    party: "PartyName | None"
    store: str | None
    about_one_number: bool
    calls_from_date: str | None
    calls_until_date: str | None
    state: str
    placed_at: str
    released_at: str | None


class MeasurePage(TypedDict):
    """The catalogue, and the own measures of the own party and of those above it."""

    next_cursor: str | None
    total_count: int
    results: "list[MeasureShape]"


class MeasureShape(TypedDict):
    """A measure of the catalogue, or one that `party` added for itself."""

    code: str
    kind: str
    name: "TextInTwoLanguages"
    description: "TextInTwoLanguages"
    party: "PartyName | None"


class MeasureStatementExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    party: NotRequired["Party | None"]
    measure: NotRequired["MeasureShape | None"]


class MeasureStatementPage(TypedDict):
    """Statements of the own party and of those that deliver to it."""

    next_cursor: str | None
    total_count: int
    results: "list[MeasureStatementShape]"


class MeasureStatementShape(TypedDict):
    """That a party takes a measure, since when, what shows it and who stated it."""

    id: str
    party: "PartyName"
    measure: str
    agreement_id: str | None
    valid_from_date: str
    valid_until_date: str | None
    evidence: str
    name: str
    stated_at: str
    entered_by: str
    expanded: NotRequired["MeasureStatementExpanded"]


class MeasureStatementTermination(TypedDict):
    """From when the own party no longer takes it."""

    effective_date: str


class MovePreview(TypedDict):
    """What a move would come to."""

    effective_date: str
    contracts_moved: int
    contracts_ended: int
    customers: int
    changes: "list[RoleChange]"
    features_along: "list[CountedName]"
    features_anew: "list[CountedName]"
    limits_along: "list[CountedName]"


class MoveResult(TypedDict):
    """What a move came to: the new contracts, and how many ended without a successor."""

    contracts: "list[str]"
    contracts_ended: int


class NewAffectedParties(TypedDict):
    """Whom the incident touches: some parties, and all customers of some sellers."""

    parties: NotRequired["list[NewAffectedParty]"]
    all_of: NotRequired["list[str]"]
    reason: NotRequired[str]
    name: NotRequired[str]


class NewAffectedParty(TypedDict):
    """A party that is touched, with counts; `touched` false: after all it is not."""

    party: str
    persons: NotRequired[int | None]
    records: NotRequired[int | None]
    touched: NotRequired[bool]


class NewAgreement(TypedDict):
    """With whom the own party agrees, and what the register does not know of it."""

    controller: str
    valid_from_date: str
    valid_until_date: NotRequired[str | None]
    reference: NotRequired[str]
    authorisation: NotRequired[str]
    engages: NotRequired["list[str]"]
    notice_days: NotRequired[int | None]
    language: NotRequired[str]


class NewAnswer(TypedDict):
    """Which statement is confirmed or disputed; a dispute needs a text."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    statement_id: str


class NewAssessment(TypedDict):
    """What an assessment of the importer's law came to."""

    done_date: str
    outcome: str
    review_date: str
    assessor: str
    reference: NotRequired[str]


class NewAttachment(TypedDict):
    """A file to send along: PDF, PNG, JPEG, text or saved mail, told by its contents."""

    name: str
    content_base64: str


class NewAuthorisation(TypedDict):
    """Who authorises whom, in general or to engage the party that is named."""

    giver: str
    holder: str
    kind: str
    engages: NotRequired[str | None]
    notice_days: NotRequired[int | None]
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class NewBanner(TypedDict):
    """What to set; what is left out stays as it is, or as we advise."""

    colour: NotRequired[str]
    on_colour: NotRequired[str]
    place: NotRequired[str]
    consent_mode: NotRequired[str]
    reask_months: NotRequired[int]
    keep_months: NotRequired[int]


class NewBreach(TypedDict):
    """An incident of the caller's own, and since when it is known."""

    name: str
    what: str
    nature: "list[str]"
    data_categories: "list[str]"
    service_features: NotRequired["list[str]"]
    began_at: NotRequired[str | None]
    ended_at: NotRequired[str | None]
    discovered_at: NotRequired[str | None]
    persons: NotRequired[int | None]
    records: NotRequired[int | None]
    consequences: NotRequired[str]
    measures: NotRequired[str]
    advice: NotRequired[str]
    abroad: NotRequired[str]
    lessons: NotRequired[str]
    aware_at: str


class NewBreachClosing(TypedDict):
    """By whom a file is closed, in which every duty is met or reasoned."""

    name: str


class NewBreachDecision(TypedDict):
    """Whether the persons are told, or which exception of GDPR Art. 34(3) holds, with
    reasons."""

    decision: str
    text: str
    name: str


class NewBreachFacts(TypedDict):
    """What is known now; a version takes the place of the one before, which stays."""

    name: str
    what: str
    nature: "list[str]"
    data_categories: "list[str]"
    service_features: NotRequired["list[str]"]
    began_at: NotRequired[str | None]
    ended_at: NotRequired[str | None]
    discovered_at: NotRequired[str | None]
    persons: NotRequired[int | None]
    records: NotRequired[int | None]
    consequences: NotRequired[str]
    measures: NotRequired[str]
    advice: NotRequired[str]
    abroad: NotRequired[str]
    lessons: NotRequired[str]
    reason: NotRequired[str]


class NewBreachLetters(TypedDict):
    """Who gets a letter at one kind of address: references of the caller's own."""

    address_kind: str
    person_references: "list[str]"


class NewBreachStatement(TypedDict):
    """A statement with its reasons, by whom."""

    text: str
    name: str


class NewChoice(TypedDict):
    """What is to be done with the data."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    choice: str


class NewClarification(TypedDict):
    """What was asked back, or explained, in `text`."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    result: str


class NewContact(TypedDict):
    """A contact of the own party, or of one that it may write for."""

    name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    party: str
    kind: str


class NewContract(TypedDict):
    """A contract to conclude. Without data categories it concerns all of the service."""

    provider: str
    acquirer: str
    service: str
    kind: str
    reference: NotRequired[str]
    data_categories: NotRequired["list[str]"]
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class NewCookie(TypedDict):
    """An item to enter; without ``site`` it is lent to sites."""

    category: NotRequired[str]
    provider: NotRequired[str]
    purpose: NotRequired["NewText"]
    recipients: NotRequired["NewText"]
    lifetime: NotRequired[str]
    effective_lifetime: NotRequired[str]
    site: NotRequired[str | None]
    technique: str
    pattern: str
    domain: NotRequired[str]
    path: NotRequired[str]
    partitioned: NotRequired[bool]


class NewCookieImport(TypedDict):
    """A list as text. Nothing is written unless ``apply``; rows with a question are left
    out."""

    form: NotRequired[str]
    text: str
    answers: NotRequired["list[CookieReading]"]
    apply: NotRequired[bool]


class NewCookieOffer(TypedDict):
    """The site to offer it to."""

    site: str


class NewCookieProvider(TypedDict):
    """A provider of the caller's own; its roles follow from ``conduct``."""

    name: str
    conduct: str
    country: str
    hosts: NotRequired["list[str]"]
    privacy_url: NotRequired[str]
    agreement: NotRequired[str]
    agreement_url: NotRequired[str]
    advertises: NotRequired[bool]


class NewCoverage(TypedDict):
    """What is stated; what is not mentioned stays as it was."""

    items: NotRequired["list[NewItemPlace]"]
    categories: NotRequired["list[NewDataPlace]"]


class NewCoveredImporter(TypedDict):
    """That an importer which the own party entered is covered, and where that was seen."""

    importer: str
    decision: str
    covers: NotRequired[str]
    checked_date: str
    evidence: NotRequired[str]
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class NewDataPlace(TypedDict):
    """Where a kind of data is named; empty: not there."""

    data_category: str
    place: str


class NewEndTerm(TypedDict):
    """Within how many days, and what is done unless it is chosen otherwise."""

    days: int
    otherwise: NotRequired[str]
    agreed_date: str


class NewEndpoint(TypedDict):
    """Where, about what, and what the own developers call it."""

    url: str
    event_types: "list[str]"
    description: NotRequired[str]


class NewEvidence(TypedDict):
    """What shows that an item is kept: the field that belongs to `kind`, and words."""

    item: str
    kind: str
    measure: NotRequired[str | None]
    instruction_id: NotRequired[str | None]
    document_id: NotRequired[str | None]
    reference: NotRequired[str]
    note: NotRequired[str]
    name: NotRequired[str]


class NewExemptionAnswer(TypedDict):
    """Whether a point is so, and what shows it."""

    point: str
    met: bool
    evidence: NotRequired[str]


class NewExemptionClaim(TypedDict):
    """Whether the site relies on the exemption from now on."""

    relied_on: bool


class NewFoundDecision(TypedDict):
    """Whether a group is part of the answer; if not, why (GDPR Art. 15(4))."""

    group_id: str
    included: bool
    reason: NotRequired[str | None]
    text: NotRequired[str]
    name: str


class NewFoundErasure(TypedDict):
    """The reference of the request, by who has read what will be gone, and who that is."""

    typed: str
    name: str


class NewIdentityCheck(TypedDict):
    """What came of asking who it is. Without a doubt before it, `text` says how that was
    seen."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    result: str


class NewInstruction(TypedDict):
    """What was said, by whom, on which day and how."""

    kind: NotRequired[str]
    about_id: NotRequired[str | None]
    given_date: str
    text: str
    given_by: str
    channel: NotRequired[str]


class NewItemPlace(TypedDict):
    """Where an item is settled; empty: not there."""

    item: str
    place: str


class NewLetterCorrection(TypedDict):
    """A reference that is wrong, and the right one; null: nobody, it is taken off."""

    person_reference: str
    right_reference: NotRequired[str | None]


class NewLetterCorrections(TypedDict):
    """What was wrong in the list of letters that wait, with the reasons; it stays on
    record."""

    address_kind: str
    corrections: "list[NewLetterCorrection]"
    text: str
    name: str


class NewLetterFollowUps(TypedDict):
    """Who was sent a letter that was wrong, and what was wrong in it; both stay on record."""

    address_kind: str
    references: "list[str]"
    text: str
    name: str


class NewLifting(TypedDict):
    """Who lifts it."""

    name: str


class NewLiftingAnnouncement(TypedDict):
    """When and why it is lifted; with `OTHERWISE`, how the person was told of it."""

    lifts_date: str
    told_by: str
    text: str
    name: str


class NewMeasure(TypedDict):
    """A measure of the own party that the catalogue does not have."""

    kind: str
    name: "NewMeasureText"
    description: "NewMeasureText"


class NewMeasureStatement(TypedDict):
    """That the own party takes a measure; the last day is not included."""

    measure: str
    agreement_id: NotRequired[str | None]
    valid_from_date: str
    valid_until_date: NotRequired[str | None]
    evidence: NotRequired[str]
    name: NotRequired[str]


class NewMeasureText(TypedDict):
    """A text in both languages."""

    nl: str
    en: str


class NewNonNotification(TypedDict):
    """Why the authority is not notified: a risk is unlikely (GDPR), or it is no breach at
    all."""

    regime: str
    text: str
    name: str


class NewNotification(TypedDict):
    """A notification that the caller made to the authority; after the clock with the
    reasons."""

    regime: str
    phase: str
    done_at: str
    name: str
    reference: NotRequired[str]
    delay_reasons: NotRequired[str]
    text: NotRequired[str]
    proof: NotRequired["NewProof | None"]


class NewObjection(TypedDict):
    """Why the party objects."""

    reason: str


class NewOnwardNotices(TypedDict):
    """How long where no agreement says so, and whether the others are told otherwise."""

    default_days: NotRequired[int]
    told_otherwise: NotRequired[bool]


class NewOutcome(TypedDict):
    """What became of one kind of data."""

    data_category: str
    outcome: str
    done_date: NotRequired[str | None]
    statute: NotRequired[str | None]
    place: NotRequired[str]
    until_date: NotRequired[str | None]


class NewPackage(TypedDict):
    """What it is for, and what an answer says of automated decisions (GDPR Art. 15(1)(h))."""

    kind: str
    automated_decisions: NotRequired[str]


class NewPaper(TypedDict):
    """In which language the paper is made."""

    language: NotRequired[str]


class NewPartStep(TypedDict):
    """The same about one part."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    part_id: str


class NewParty(TypedDict):
    """A party to enter."""

    kind: str
    name: str
    legal_form: NotRequired[str]
    kvk_number: NotRequired[str]
    country: NotRequired[str]
    external_ids: NotRequired["list[ExternalId]"]


class NewPerson(TypedDict):
    """A person: at least one of these."""

    name: NotRequired[str]
    emails: NotRequired["list[str]"]
    phones: NotRequired["list[str]"]
    customer_numbers: NotRequired["list[str]"]


class NewPlacement(TypedDict):
    """In whose chain the person is."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    about: str


class NewPrivacyStatement(TypedDict):
    """Publishing the own draft: the hash of what was read, and from when it holds."""

    hash: str
    effective_date: str
    gaps_accepted: NotRequired[bool]


class NewProof(TypedDict):
    """A paper that proves something: PDF, PNG, JPEG or plain text, at most 10 MB."""

    name: str
    content_base64: str
    content_type: str


class NewQuestion(TypedDict):
    """A question to put on record; without a customer: about the caller's own relation."""

    party: str
    customer: NotRequired[str]
    data_category: str
    service_feature: NotRequired[str]
    purpose: NotRequired[str | None]
    service: NotRequired[str]
    asof_date: NotRequired[str]
    known_at: NotRequired[str]
    expected_role: NotRequired[str]


class NewRecipientDisclosure(TypedDict):
    """Who tells the data subject of the recipients."""

    name: str


class NewRecipientNotice(TypedDict):
    """Who is told of which change, and how; without `recipient` everybody who can be
    mailed."""

    change: str
    means: str
    recipient: NotRequired[str]
    reason: NotRequired[str | None]
    text: NotRequired[str]
    name: str


class NewRectification(TypedDict):
    """The same, with the reference of the request, by who saw what would change."""

    table_id: str
    values: "list[RightValue]"
    typed: str
    name: str


class NewRegistration(TypedDict):
    """A registration of the own party or of a reseller below it."""

    party: str
    number: str
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class NewRequestMessage(TypedDict):
    """What is written to whoever asks, by whom; a mail only says that there is a message."""

    name: str
    text: NotRequired[str]
    attachments: NotRequired["list[NewAttachment]"]


class NewRequestNote(TypedDict):
    """What is noted, by whom."""

    name: str
    text: str


class NewRequestStep(TypedDict):
    """Who says it, on which day, in which words."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]


class NewRequestTask(TypedDict):
    """Who does what, and by when."""

    kind: NotRequired[str]
    assignee: str
    text: NotRequired[str]
    due_date: NotRequired[str | None]


class NewRestriction(TypedDict):
    """On which ground the data are restricted, and who says so; the person reads `text`."""

    ground: str
    text: NotRequired[str]
    name: str


class NewScan(TypedDict):
    """The site to scan."""

    site: str


class NewSchedule(TypedDict):
    """How often; null: not by itself."""

    every_days: int | None


class NewSecret(TypedDict):
    """For how many hours the former secret signs too; 0 when it leaked."""

    overlap_hours: NotRequired[int]


class NewServiceEnd(TypedDict):
    """Of which agreement the service has ended."""

    agreement_id: str


class NewSettlement(TypedDict):
    """How an objection came to an end, and what was agreed."""

    settlement: str
    agreed: NotRequired[str]


class NewSeverityAssessment(TypedDict):
    """Scores of ENISA's method (2013), and what a person concludes: that decides, with
    reasons."""

    processing_context: str
    identification: str
    confidentiality: str
    integrity: str
    availability: str
    malicious: bool
    risk: str
    reasons: str
    name: str


class NewSignature(TypedDict):
    """Who signs for the own party, and the hash of what is signed."""

    document_hash: str
    name: str
    function: NotRequired[str]


class NewSimulation(TypedDict):
    """Something that is supposed of a chain; without a customer: of the caller's own
    relation."""

    customer: NotRequired[str]
    asof_date: NotRequired[str]
    service: NotRequired[str]
    kind: str
    party: NotRequired[str]
    service_feature: NotRequired[str]
    contract: NotRequired[str]
    data_category: NotRequired[str]


class NewSite(TypedDict):
    """A site to enter."""

    code: str
    name: str
    host: str
    other_hosts: NotRequired["list[str]"]


class NewStatement(TypedDict):
    """What became of each kind of data; `document_id` is a paper of kind `PROOF`."""

    name: str
    said_date: NotRequired[str]
    text: NotRequired[str]
    outcomes: "list[NewOutcome]"
    document_id: NotRequired[str | None]


class NewStatementColours(TypedDict):
    """Two colours that can be told apart: 4.5 to 1 at least."""

    colour: str
    text_colour: str


class NewStatementHost(TypedDict):
    """Where the party wants its public pages."""

    host: str


class NewStatementLogo(TypedDict):
    """A PNG, or an SVG of shapes alone, 30 kB at most; without `content_base64` only the
    words."""

    content_base64: NotRequired[str | None]
    shows: "NewStatementWords"


class NewStatementWords(TypedDict):
    """A short text in both languages."""

    nl: str
    en: str


class NewSubjectRequest(TypedDict):
    """A request as the caller received it; the month starts at `received_at`."""

    rights: "list[str]"
    received_at: str
    language: NotRequired[str]
    subject: "NewPerson"
    requester: NotRequired["NewPerson | None"]
    mandate: NotRequired[str]
    words: NotRequired[str]
    about: NotRequired[str | None]


class NewTelling(TypedDict):
    """Passing on to everyone who waits, in words of the caller's own or as the facts have
    it."""

    means: NotRequired[str]
    told_at: NotRequired[str | None]
    text: NotRequired[str]


class NewTellingOfPersons(TypedDict):
    """That the persons were told, how, how many, and by what that is proved (GDPR Art. 34)."""

    letters: NotRequired["list[str]"]
    means: str
    persons: NotRequired[int | None]
    done_at: str
    reference: NotRequired[str]
    text: NotRequired[str]
    proof: NotRequired["NewProof | None"]
    name: str


class NewText(TypedDict):
    """A text in both languages."""

    nl: str
    en: str


class NewTransfer(TypedDict):
    """A transfer that the own party makes; without modules those that fit the roles."""

    exporter: str
    importer: str
    country: str
    organisation: NotRequired[str]
    contract: NotRequired[str | None]
    data_categories: NotRequired["list[str]"]
    staff: NotRequired[bool]
    exporter_role: NotRequired[str]
    importer_role: NotRequired[str]
    mechanism: str
    instrument: NotRequired[str]
    modules: NotRequired["list[int]"]
    clause_nine: NotRequired[str]
    clause_nine_days: NotRequired[int | None]
    derogation: NotRequired[str]
    signed_date: NotRequired[str | None]
    reference: NotRequired[str]
    measures: NotRequired["list[str]"]
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class NewlyMadePackage(TypedDict):
    """A package with its `code`, which is told now and never again: a retry gets `null`."""

    id: str
    kind: str
    made_at: str
    expires_at: str
    row_count: int
    byte_count: int
    sha256: str
    fetch_count: int
    ended_at: str | None
    end_reason: str | None
    code: str | None


class NoticeConsent(TypedDict):
    """Nothing but the wish; `evidence` where it is recorded in the recipient's name."""

    evidence: NotRequired[str]


class NoticePage(TypedDict):
    """A page of notices."""

    next_cursor: str | None
    total_count: int
    results: "list[NoticeShape]"


class NoticeShape(TypedDict):
    """Who was told of a change by whom, and up to and including which day it may object."""

    id: str
    change: "ChangeShape"
    sender: "PartyName"
    recipient: "PartyName"
    parent_id: str | None
    authorisation: str
    told_by: str
    notice_days: int
    notified_date: str
    last_date: str
    consented_date: str | None
    consent_given: str | None


class ObjectionExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    notice: NotRequired["NoticeShape | None"]


class ObjectionPage(TypedDict):
    """A page of objections."""

    next_cursor: str | None
    total_count: int
    results: "list[ObjectionShape]"


class ObjectionShape(TypedDict):
    """An objection; `late` ones hold up nothing."""

    id: str
    notice_id: str
    objector: "PartyName"
    reason: str
    made_date: str
    late: bool
    settlement: str | None
    agreed: str
    settled_date: str | None
    expanded: NotRequired["ObjectionExpanded"]


class Open(TypedDict):
    """A letter of GDPR Art. 30 that is not answered, and what would answer it."""

    letter: str
    sentence: str


class OpenDutyPage(TypedDict):
    """What is still to do."""

    next_cursor: str | None
    total_count: int
    results: "list[OpenDutyShape]"


class OpenDutyShape(TypedDict):
    """What keeps the file from being closed, in the reader's language."""

    duty: str
    title: str


class OutcomeShape(TypedDict):
    """What became of one kind of data: on which day, or by which law until when."""

    data_category: str
    outcome: str
    done_date: str | None
    statute: str | None
    place: str
    until_date: str | None


class PackagePage(TypedDict):
    """A page of packages."""

    next_cursor: str | None
    total_count: int
    results: "list[PackageShape]"


class PackageShape(TypedDict):
    """What was put together. What is in it only its code opens; `sha256` is that of the
    files."""

    id: str
    kind: str
    made_at: str
    expires_at: str
    row_count: int
    byte_count: int
    sha256: str
    fetch_count: int
    ended_at: str | None
    end_reason: str | None


class PaperPage(TypedDict):
    """The papers of an agreement, newest first."""

    next_cursor: str | None
    total_count: int
    results: "list[PaperShape]"


class PaperShape(TypedDict):
    """A paper: its bytes are at `/agreements/{id}/documents/{document}`, and hash to
    `sha256`."""

    id: str
    reference: str
    kind: str
    state: str
    language: str
    template_version: str | None
    asof_date: str
    data_categories: "list[str]"
    sha256: str
    made_at: str
    sent_at: str | None


class Party(TypedDict):
    """A party, with the numbers that the caller may see."""

    id: str
    kind: str
    name: str
    legal_form: str
    kvk_number: str | None
    country: str
    external_ids: "list[ExternalId]"


class PartyCorrection(TypedDict):
    """What is corrected of a party; what is left out stays."""

    name: NotRequired[str]
    legal_form: NotRequired[str]
    kvk_number: NotRequired[str]
    country: NotRequired[str]


class PartyName(TypedDict):
    """A party as answers name it."""

    id: str
    name: str
    kind: str


class PartyPage(TypedDict):
    """A page of parties."""

    next_cursor: str | None
    total_count: int
    results: "list[Party]"


class PartySearch(TypedDict):
    """The parties that fit, best first."""

    results: "list[FoundParty]"


class PartyTransfer(TypedDict):
    """To whom the customers of a party go, from which day; without acquirers: all of them."""

    provider: str
    effective_date: str
    with_features: NotRequired[bool]
    acquirers: NotRequired["list[str]"]
    ends_own: NotRequired[bool]


class PersonShape(TypedDict):
    """Somebody in a request."""

    name: str
    email: str
    phone: str


class PhaseRole(TypedDict):
    """The role of a provider in one phase."""

    phase: str
    role: str


class PrivacyStatementDraft(TypedDict):
    """What would be published now; `score` is Flesch's for Dutch with Douma's weights."""

    party: "Upstream"
    hash: str
    differs: bool
    score: int | None
    letters: "list[StatementLetter]"
    differences: "list[StatementDifference]"
    own_host: "StatementHost | None"
    brand: "StatementBrand"
    parts: "list[PrivacyStatementPart]"


class PrivacyStatementPage(TypedDict):
    """Published versions of the own party and of those that deliver to it."""

    next_cursor: str | None
    total_count: int
    results: "list[PrivacyStatementSummary]"


class PrivacyStatementPart(TypedDict):
    """One part: what the party wrote above it, and the facts."""

    code: str
    title: "TextInTwoLanguages"
    introduction: "TextInTwoLanguages"
    facts: "list[StatementFact]"


class PrivacyStatementShape(TypedDict):
    """A published version with all that it says; it never changes."""

    id: str
    party: "Upstream"
    number: int
    effective_date: str
    published_at: str
    hash: str
    open_letters: "list[str]"
    url: str
    brand: "StatementBrand"
    parts: "list[PrivacyStatementPart]"


class PrivacyStatementSummary(TypedDict):
    """A published version; `open_letters` are those of GDPR Art. 13 and 14 that it lacks."""

    id: str
    party: "Upstream"
    number: int
    effective_date: str
    published_at: str
    hash: str
    open_letters: "list[str]"
    url: str


class ProcessedPart(TypedDict):
    """What a sub-processor is for one category of data: role, depth, on whose instructions."""

    data_category: str
    role: str
    depth: int | None
    upstream: "Upstream | None"


class ProcessingActivity(TypedDict):
    """An entry as it holds on a day: in words, and as data in `body`."""

    id: str
    code: str
    record: str
    name: str
    standing: str
    applies: bool
    missing: "list[Open]"
    changed_since: "list[str]"
    version_url: str
    asof_date: str
    known_at: str | None
    sections: "list[ActivitySection]"
    body: dict[str, Any]


class ProcessorRecord(TypedDict):
    """One controller, and the letters of Art. 30(2) that its row lacks."""

    controller: "RecordedController"
    contracts: "list[RecordedContract]"
    missing_letters: str
    parts: "list[RecordedProcessing]"


class ProcessorRecordPage(TypedDict):
    """A page of controllers, by name; each stands once, whatever its contracts."""

    next_cursor: str | None
    total_count: int
    asof_date: str
    missing: "list[Open]"
    results: "list[ProcessorRecord]"


class Question(TypedDict):
    """Facts about conduct, and the day whose law applies."""

    asof_date: NotRequired[str]
    facts: "Facts"


class ReasonShape(TypedDict):
    """One step by which a day was found, and the law behind it."""

    why: str
    start_date: str
    end_date: str | None
    days_off: "list[str]"
    cites: "list[str]"


class RecipientPage(TypedDict):
    """Everyone whom the recipient of a notice is still to tell."""

    next_cursor: str | None
    total_count: int
    results: "list[RecipientShape]"


class RecipientShape(TypedDict):
    """Somebody who would be told today; `email` says whether by mail."""

    party: "PartyName"
    contract_id: str
    authorisation: str
    notice_days: int
    agreed: bool
    last_date: str
    email: bool


class RecordPage(TypedDict):
    """The whole record as controller on a day; `missing` is what letter (a) lacks."""

    next_cursor: str | None
    total_count: int
    asof_date: str
    known_at: str | None
    missing: "list[Open]"
    results: "list[ActivitySummary]"


class RecordedContract(TypedDict):
    """A contract under which a controller is served that day."""

    reference: str
    since_date: str | None


class RecordedController(TypedDict):
    """On whose behalf data are processed, as far as it is recorded; empty where it is not."""

    id: str
    name: str
    kvk_number: str
    country: str
    address: str
    contact: str
    officer: str
    representative: str


class RecordedExplanation(TypedDict):
    """A question on record, its answer of today, and whether that is the one that was
    given."""

    customer: "PartyName"
    sentence: str
    answer: "RoleMatrixRow"
    facts: "list[StatedFact]"
    entries: "list[FactEntry]"
    keeping: "KeepingShape | None"
    why_not: "WhyNot | None"
    answer_hash: str
    reference: str
    asof_date: str
    known_at: str
    recorded_at: str
    unchanged: bool
    rulebook_changed: bool
    recorded_hash: str


class RecordedProcessing(TypedDict):
    """What is done with one category of data, and on whose instructions."""

    data_category: str
    role: str
    depth: int | None
    upstream: str
    processing: "list[DescribedProcessing]"


class RectifiablePlace(TypedDict):
    """A table in which rows of the person were found, and its columns that can be written."""

    table_id: str
    place: str
    columns: "list[str]"


class RectifiablePlaces(TypedDict):
    """Where a value can be rectified."""

    places: "list[RectifiablePlace]"


class RectificationPreview(TypedDict):
    """What writing would do in one place; `refusal` says why nothing can be written there."""

    place: str
    columns: "list[str]"
    writable_count: int
    held_count: int
    refusal: str | None


class RectificationTried(TypedDict):
    """A place of the list of rectifiable places, and what is to be written there."""

    table_id: str
    values: "list[RightValue]"


class Rectifications(TypedDict):
    """The runs that wrote right values; what they wrote is not told."""

    runs: "list[ErasureRun]"


class RegistrationExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    party: NotRequired["Party | None"]


class RegistrationPage(TypedDict):
    """A page of registrations."""

    next_cursor: str | None
    total_count: int
    results: "list[RegistrationShape]"


class RegistrationShape(TypedDict):
    """A registration, and what VoIPGRID saw of it in the public register of ACM."""

    id: str
    party: "PartyName"
    number: str
    valid_from_date: str
    valid_until_date: str | None
    registered_name: str
    name_matches: bool | None
    checked_on: str | None
    turnover_reported_for: int | None
    expanded: NotRequired["RegistrationExpanded"]


class RemovedContact(TypedDict):
    """Which contact is none any more; who it was is erased."""

    id: str


class RemovedHost(TypedDict):
    """A host that was given up."""

    host: str


class RenewedShape(TypedDict):
    """A secret that was made; its value is in the list of secrets alone."""

    id: str
    made_at: str
    valid_until_at: str | None


class RequestAttachmentPage(TypedDict):
    """A page of files."""

    next_cursor: str | None
    total_count: int
    results: "list[RequestAttachmentShape]"


class RequestAttachmentShape(TypedDict):
    """A file of a thread. Proof of identity is erased once it was looked at, others can be."""

    id: str
    message_id: str | None
    author: str
    purpose: str
    name: str
    kind: str
    byte_count: int
    added_at: str
    erased_at: str | None


class RequestMessagePage(TypedDict):
    """A page of messages."""

    next_cursor: str | None
    total_count: int
    results: "list[RequestMessageShape]"


class RequestMessageShape(TypedDict):
    """What whoever asks wrote to the caller's party, or the party back."""

    id: str
    author: str
    text: str
    name: str
    written_at: str
    attachment_ids: "list[str]"


class RequestNotePage(TypedDict):
    """A page of notes."""

    next_cursor: str | None
    total_count: int
    results: "list[RequestNoteShape]"


class RequestNoteShape(TypedDict):
    """A note for colleagues; the requester and other parties never see it."""

    id: str
    name: str
    text: str
    entered_at: str


class RequestPartShape(TypedDict):
    """One category of data, or what a controller does with it for `purposes` of its own."""

    id: str
    kind: str
    data_category: str | None
    purposes: "list[str]"
    about: "PartyName | None"
    controller: "PartyName | None"
    clock: "ClockShape"
    duties: "list[DutyShape]"


class RequestPersonsShape(TypedDict):
    """Who asks, about whom, in which words. Empty where it was erased."""

    subject: "PersonShape | None"
    requester: "PersonShape | None"
    identifiers: "list[IdentifierShape]"
    words: str
    mandate: str


class RequestSearch(TypedDict):
    """By what a person is found; any notation."""

    kind: str
    value: str


class RequestStepShape(TypedDict):
    """What was done, by which party; it stays as it was said."""

    number: int
    kind: str
    part_id: str | None
    party: "PartyName"
    other: "PartyName | None"
    said_date: str
    name: str
    text: str
    entered_at: str
    entered_by: str


class RequestTaskPage(TypedDict):
    """A page of tasks."""

    next_cursor: str | None
    total_count: int
    results: "list[RequestTaskShape]"


class RequestTaskShape(TypedDict):
    """Who handles the request inside the caller's party, or does something for it."""

    id: str
    kind: str
    assignee: str
    text: str
    right_values: "dict[str, Any] | None"
    due_date: str | None
    entered_at: str
    done_at: str | None


class RestrictionList(TypedDict):
    """The restrictions of a part, latest first."""

    restrictions: "list[RestrictionShape]"


class RestrictionShape(TypedDict):
    """Data of the part that are kept, and with which nothing else is done, on one ground."""

    id: str
    ground: str
    restricted_date: str
    text: str
    name: str
    entered_at: str
    announced_date: str | None
    told_by: str | None
    announced_text: str
    lifts_date: str | None
    lifted_date: str | None


class RetentionRuleExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    store: NotRequired["DataStoreShape | None"]
    data_category: NotRequired["DataCategory | None"]


class RetentionRulePage(TypedDict):
    """A page of retention rules."""

    next_cursor: str | None
    total_count: int
    results: "list[RetentionRuleShape]"


class RetentionRuleShape(TypedDict):
    """How long a kind of data in a store is kept, from which event, on what ground, by
    whom."""

    id: str
    code: str
    bound: str
    data_category: str
    data_element: str | None
    store: str
    start_event: str
    term_months: int
    term_days: int
    technique: str
    decided_by: "PartyName"
    decided_as: str
    standard: bool
    cites: "list[str]"
    rests_on: str
    valid_from_date: str
    valid_until_date: str | None
    expanded: NotRequired["RetentionRuleExpanded"]


class RightValue(TypedDict):
    """The right value of a column."""

    column: str
    value: str


class RoleChange(TypedDict):
    """A party whose role changes; null: it has none. Customers of a group are not named."""

    party: str
    kind: str
    data_category: str
    before: "RoleThen | None"
    after: "RoleThen | None"
    customers: int


class RoleChanges(TypedDict):
    """The days on which answers change."""

    results: "list[DayOfChange]"


class RoleConsequence(TypedDict):
    """One thing that would have to be done, with its ground."""

    kind: str
    party: "SupposedParty"
    other_party: "SupposedParty | None"
    sentence: str
    cites: "list[str]"


class RoleDetermination(TypedDict):
    """The role that facts give, and why."""

    asof_date: str
    role: str
    grounds: "list[Ground]"
    displaced: "list[DisplacedGround]"
    valid_from_date: str | None
    valid_until_date: str | None


class RoleDifference(TypedDict):
    """One answer before and after; null: the party is not in the chain."""

    party: "SupposedParty"
    data_category: str
    service_feature: str
    purpose: str | None
    before: "RoleWithGrounds | None"
    after: "RoleWithGrounds | None"


class RoleExplanation(TypedDict):
    """One answer with everything it rests on; the hash is the same in every language."""

    customer: "PartyName"
    sentence: str
    answer: "RoleMatrixRow"
    facts: "list[StatedFact]"
    entries: "list[FactEntry]"
    keeping: "KeepingShape | None"
    why_not: "WhyNot | None"
    answer_hash: str


class RoleExplanations(TypedDict):
    """The explanation of one answer."""

    asof_date: str
    known_at: str
    results: "list[RoleExplanation]"


class RoleExportLine(TypedDict):
    """One line of the export: a party's role in the chain of one customer."""

    customer_id: str
    customer: str
    party_id: str
    party: str
    kind: str
    data_category: str
    service_feature: str
    purpose: str | None
    role: str
    depth: int | None
    upstream_id: str | None
    upstream: str | None
    valid_from_date: str | None
    valid_until_date: str | None
    rules: "list[str]"
    cites: "list[str]"
    path: "list[str]"
    displaced: "list[str]"
    findings: "list[str]"


class RoleMatrix(TypedDict):
    """Who is what in one chain on one day."""

    asof_date: str
    known_at: str
    results: "list[RoleMatrixRow]"


class RoleMatrixRow(TypedDict):
    """One party's role for one category of data, and everything it rests on."""

    party: "PartyName"
    data_category: str
    service_feature: str
    purpose: str | None
    role: str
    depth: int | None
    upstream: "Upstream | None"
    valid_from_date: str | None
    valid_until_date: str | None
    grounds: "list[Ground]"
    path: "list[str]"
    displaced: "list[DisplacedGround]"
    findings: "list[str]"


class RoleSimulation(TypedDict):
    """What would be otherwise, and what would follow."""

    asof_date: str
    supposed: str
    differences: "list[RoleDifference]"
    consequences: "list[RoleConsequence]"


class RoleThen(TypedDict):
    """A role on one side of a move."""

    role: str
    depth: int | None
    upstream: str | None


class RoleWithGrounds(TypedDict):
    """A role on one side of what is supposed, and why."""

    role: str
    depth: int | None
    upstream: str | None
    grounds: "list[Ground]"


class Scan(TypedDict):
    """A scan; ``evidence_sha256`` is the hash over the lines of hashes and names of its
    files."""

    id: str
    site: str
    state: str
    requested_at: str
    started_at: str | None
    finished_at: str | None
    problem: str | None
    states_planned: int
    states: "list[ScanState]"
    refused_connections: int
    browser: str | None
    evidence_sha256: str | None
    evidence: "list[ScanFile]"
    expanded: NotRequired["ScanExpanded"]


class ScanExpanded(TypedDict):
    """What was asked for with `expand`; null is what is not there for the caller."""

    site: NotRequired["Site | None"]


class ScanFile(TypedDict):
    """A file of evidence, by its hash."""

    name: str
    bytes: int
    sha256: str


class ScanPage(TypedDict):
    """One page of scans."""

    results: "list[Scan]"
    next_cursor: str | None
    total_count: int


class ScanPlan(TypedDict):
    """What a site must show to be scanned, whether it was seen, and how often it is
    scanned."""

    site: str
    dns_name: str
    dns_text: str
    file_url: str
    meta_name: str
    meta_content: str
    proven_by: str | None
    proven_at: str | None
    every_days: int | None


class ScanProblem(TypedDict):
    """Something that a scan shows to be wrong, with the evidence as it was seen."""

    id: str
    code: str
    subject: str
    sentence: str
    next_step: str
    cites: "list[str]"
    evidence: dict[str, Any]


class ScanProblemPage(TypedDict):
    """One page of problems."""

    results: "list[ScanProblem]"
    next_cursor: str | None
    total_count: int


class ScanState(TypedDict):
    """One state of consent that was visited."""

    key: str
    seconds: float
    problem: str | None
    requests: int


class Search(TypedDict):
    """What is looked for."""

    q: str
    limit: NotRequired[int]


class SecretPage(TypedDict):
    """The secrets that are valid now, the newest first: at most two."""

    next_cursor: str | None
    total_count: int
    results: "list[SecretShape]"


class SecretShape(TypedDict):
    """A secret that signs: `whsec_` and 32 bytes in base64."""

    id: str
    secret: str
    made_at: str
    valid_until_at: str | None


class ServiceEndPage(TypedDict):
    """A page of ends of service."""

    next_cursor: str | None
    total_count: int
    results: "list[ServiceEndShape]"


class ServiceEndShape(TypedDict):
    """Return or deletion after a service (GDPR Art. 28(3)(g)); `state` is that of now."""

    id: str
    agreement_id: str
    processor: "PartyName"
    controller: "PartyName"
    whose: "PartyName | None"
    reference: str
    state: str
    choice: str | None
    ended_date: str
    due_date: str
    due_agreed: bool
    data_categories: "list[str]"
    above_id: str | None
    below_ids: "list[str]"
    opened_at: str
    steps: "list[StepShape]"


class ServiceFeaturePage(TypedDict):
    """A page of features."""

    next_cursor: str | None
    total_count: int
    results: "list[ServiceFeatureShape]"


class ServiceFeatureShape(TypedDict):
    """A feature: who has it done, with which data (none: all of the service), and what is
    kept."""

    code: str
    service: str
    name: "TextInTwoLanguages"
    always_on: bool
    had_by: str
    secret: bool
    data_categories: "list[str]"
    keeping: "list[KeepingShape]"


class SignatureShape(TypedDict):
    """Who signed for which side."""

    side: str
    party: "PartyName"
    way: str
    signed_date: str
    signed_at: str | None
    document_hash: str
    name: str
    function: str


class SignedCertificate(TypedDict):
    """A certificate with its proof: keep the whole answer, and the verifier reads it."""

    format: str
    body: "CertificateBody"
    hash: str
    key: str
    signature: str


class Site(TypedDict):
    """A web site; ``banner`` is the newest banner, with the hash to pin it by."""

    id: str
    code: str
    name: str
    host: str
    other_hosts: "list[str]"
    party_id: str
    banner_url: str | None
    banner_integrity: str | None
    statement_url: str
    statement_version: int | None
    scanned_date: str | None
    retired_date: str | None


class SitePage(TypedDict):
    """One page of sites."""

    results: "list[Site]"
    next_cursor: str | None
    total_count: int


class SourcePage(TypedDict):
    """A page of sources."""

    next_cursor: str | None
    total_count: int
    results: "list[SourceShape]"


class SourceShape(TypedDict):
    """A legal source; ``rules`` are the codes of those that cite it on the day asked about."""

    code: str
    kind: str
    title: "TextInTwoLanguages"
    url: str | None
    cited_as: str | None
    published_date: str | None
    consulted_date: str | None
    valid_from_date: str | None
    valid_until_date: str | None
    superseded_by: str | None
    superseded_date: str | None
    holds: bool
    rules: "list[str]"


class StatedFact(TypedDict):
    """A fact, its value (a role, true or false) and what it says."""

    fact: str
    value: str
    sentence: str


class StatementBrand(TypedDict):
    """Two colours that can be told apart, and a logo if the party has one."""

    colour: str
    text_colour: str
    logo: "StatementLogoShape | None"


class StatementDifference(TypedDict):
    """One difference with what is published, in the reader's language."""

    part: str
    what: str
    before: str
    after: str


class StatementFact(TypedDict):
    """One sentence drawn from the register; `source_code` names the source it rests on."""

    key: str
    heading: "TextInTwoLanguages | None"
    text: "TextInTwoLanguages"
    source_code: str | None
    link: "TextInTwoLanguages | None"


class StatementHost(TypedDict):
    """A host of the party's own: what it must show, and until when its pages are there
    without."""

    host: str
    dns_name: str
    dns_text: str
    proven_at: str | None
    checked_at: str | None
    missing_since: str | None
    served_until: str | None


class StatementLetter(TypedDict):
    """One letter of GDPR Art. 13 or 14, and how it stands."""

    code: str
    asks: str
    state: str
    missing: "list[StatementMissing]"


class StatementLogoShape(TypedDict):
    """The picture at the top; `shows` is read to who does not see it."""

    url: str | None
    media_type: str
    hash: str
    shows: "TextInTwoLanguages"


class StatementMissing(TypedDict):
    """One thing that would answer a letter, and who can say it."""

    what: str
    who: str


class StatisticsErrors(TypedDict):
    """How far each kind of figure is from the truth at most, in 95 of 100 cases."""

    calls: int
    by_number_called: int
    by_duration: int
    subscribers: int
    bounded_subscribers: int


class StatisticsReleasePage(TypedDict):
    """A page of months."""

    next_cursor: str | None
    total_count: int
    results: "list[StatisticsReleaseShape]"


class StatisticsReleaseShape(TypedDict):
    """The table of a month; each division of the calls adds up to `calls`."""

    id: str
    month: str
    store: str
    calls: int
    calls_by_number_called: dict[str, Any]
    calls_by_duration: dict[str, Any]
    subscribers: int
    bounded_subscribers: int
    errors_at_95_percent: "StatisticsErrors"
    epsilon: float
    delta: float
    most_calls_of_one_subscriber: int
    method: str
    computed_at: str


class StepShape(TypedDict):
    """What was chosen, carried out, confirmed or disputed, and by whom; it stays as it was
    said."""

    id: str
    kind: str
    choice: str | None
    about_id: str | None
    said_date: str
    name: str
    text: str
    document_id: str | None
    document_hash: str
    outcomes: "list[OutcomeShape]"
    entered_at: str
    entered_by: str


class SubProcessorPage(TypedDict):
    """Everyone who works for the caller on a day, and what is announced to everyone."""

    next_cursor: str | None
    total_count: int
    asof_date: str
    announced: "list[ChangeShape]"
    results: "list[SubProcessorShape]"


class SubProcessorShape(TypedDict):
    """Who works for the caller along the chain. `described` is false where no more is told."""

    party: "PartyName"
    country: str
    engaged_by: "PartyName"
    contract_id: str
    since_date: str | None
    depth: int
    parts: "list[ProcessedPart]"
    described: bool
    purpose: "TextInTwoLanguages | None"
    location: str | None
    transfer_mechanism: str | None
    safeguards: str | None


class SubjectRequestPage(TypedDict):
    """A page of requests of data subjects."""

    next_cursor: str | None
    total_count: int
    results: "list[SubjectRequestShape]"


class SubjectRequestShape(TypedDict):
    """A request of a data subject (GDPR Art. 12-22), with the parts that reached the
    caller."""

    id: str
    reference: str
    received_by: "PartyName"
    rights: "list[str]"
    channel: str
    received_at: str
    received_date: str
    language: str
    state: str
    due_date: str | None
    parts: "list[RequestPartShape]"
    steps: "list[RequestStepShape]"


class SubjectWhereabouts(TypedDict):
    """Where the subject of a request is: counted, no row is read."""

    spots: "list[WhereaboutsSpot]"
    unknown: "list[UnknownSpot]"


class SupposedParty(TypedDict):
    """A party in what is supposed; one that does not exist has no identifier."""

    id: str | None
    name: str
    kind: str


class SwitchOff(TypedDict):
    """Which feature, and the first day without it."""

    feature: str
    effective_date: str


class SwitchOn(TypedDict):
    """Which feature, from which day."""

    feature: str
    valid_from_date: str
    valid_until_date: NotRequired[str | None]


class TakenOver(TypedDict):
    """What to take over into the registry."""

    found_item: str


class Termination(TypedDict):
    """When a contract ends."""

    effective_date: str


class Text(TypedDict):
    """A text in both languages."""

    nl: str
    en: str


class TextInTwoLanguages(TypedDict):
    """The same text in Dutch and in English."""

    nl: str
    en: str


class TransferAssessmentShape(TypedDict):
    """A transfer impact assessment."""

    done_date: str
    outcome: str
    review_date: str


class TransferChange(TypedDict):
    """What is otherwise from a day; what is left out stays as it is."""

    effective_date: str
    data_categories: NotRequired["list[str]"]
    staff: NotRequired[bool]
    mechanism: NotRequired[str]
    instrument: NotRequired[str]
    modules: NotRequired["list[int]"]
    clause_nine: NotRequired[str]
    clause_nine_days: NotRequired[int | None]
    derogation: NotRequired[str]
    signed_date: NotRequired[str | None]
    reference: NotRequired[str]
    measures: NotRequired["list[str]"]


class TransferDocumentPage(TypedDict):
    """The documents of a transfer."""

    next_cursor: str | None
    total_count: int
    results: "list[TransferDocumentShape]"


class TransferDocumentShape(TypedDict):
    """A document: its bytes are at `/transfers/{id}/documents/{document}`, and hash to
    `sha256`."""

    id: str
    transfer_id: str
    name: str
    sha256: str
    added_at: str


class TransferFlow(TypedDict):
    """Data that goes from one party to another outside the EEA on a day, and whether it
    may."""

    exporter: "PartyName"
    importer: "PartyName"
    country: str
    organisation: str | None
    country_status: str
    verdict: str
    since_date: str | None
    lapses_date: str | None
    reasons: "list[TransferReason]"
    roles: "list[TransferRoles]"
    data_categories: "list[str]"
    contract_ids: "list[str]"
    grounds: "list[TransferGround]"
    assessments: "list[TransferAssessmentShape]"


class TransferGround(TypedDict):
    """What a transfer was recorded to rest on."""

    id: str
    mechanism: str
    instrument: str | None
    modules: "list[int]"
    clause_nine: str | None
    clause_nine_days: int | None
    derogation: str | None
    signed_date: str | None
    reference: str
    measures: "list[str]"
    valid_from_date: str


class TransferPage(TypedDict):
    """All transfers of a day that the caller may know of."""

    next_cursor: str | None
    total_count: int
    asof_date: str
    known_at: str | None
    results: "list[TransferFlow]"


class TransferReason(TypedDict):
    """Why a transfer may or may not go on, and where the law says so."""

    code: str
    sentence: str
    cites: "list[str]"


class TransferRoles(TypedDict):
    """The roles of both for a category of data, and the module of (EU) 2021/914 that fits
    them."""

    data_category: str
    exporter_role: str
    importer_role: str
    module: int | None


class TransferShape(TypedDict):
    """A recorded transfer, and the answer that the register gives with it on a day."""

    id: str
    exporter: "PartyName"
    importer: "PartyName"
    country: str
    organisation: str | None
    contract_id: str | None
    data_categories: "list[str]"
    ground: "TransferGround"
    valid_until_date: str | None
    standing: "TransferFlow | None"


class TransferTermination(TypedDict):
    """When a transfer ends."""

    effective_date: str


class UnknownSpot(TypedDict):
    """A place of which it is not known whether the subject is in it, and why."""

    data_store: str
    table: str | None
    outcome: str


class Upstream(TypedDict):
    """The party on whose instructions another acts."""

    id: str
    name: str


class UsedFeatureShape(TypedDict):
    """A feature under a contract, and when it is on."""

    feature: str
    valid_from_date: str
    valid_until_date: str | None


class UsedFeaturesShape(TypedDict):
    """What is, was or will be on under a contract."""

    next_cursor: str | None
    total_count: int
    results: "list[UsedFeatureShape]"


class WantShape(TypedDict):
    """Something that a link lacks; `code` is that of a finding, `about` what it is about."""

    code: str
    severity: str
    sentence: str
    next_step: str
    about: "list[str]"
    cites: "list[str]"


class WayToRole(TypedDict):
    """Facts that would have to differ, and the rules that would then give the role."""

    changes: "list[StatedFact]"
    grounds: "list[Ground]"


class WhereaboutsSpot(TypedDict):
    """Rows of one customer in one place; null: of nobody that the caller knows of."""

    data_store: str
    table: str | None
    customer: "PartyName | None"
    counts: "list[CountedAs]"
    in_request: bool


class WhyNot(TypedDict):
    """Why a party does not have the role that was expected of it."""

    expected_role: str
    holds: bool
    ways: "list[WayToRole]"
    displaced: "list[DisplacedGround]"
    lapsed: "list[Ground]"


class Words(TypedDict):
    """The same text in both languages."""

    nl: str
    en: str


class Problem(TypedDict):
    """A refusal: what is wrong, where, and the law behind it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: "list[dict[str, Any]]"
    cites: "list[str]"


class Client(Caller):
    """The API, an operation a method."""

    def list_roles(
        self,
        *,
        asof: str | None = None,
        customer: str | None = None,
        feature: str | None = None,
        knownat: str | None = None,
        partner: str | None = None,
        purpose: str | None = None,
        service: str | None = None,
    ) -> RoleMatrix:
        """Return one row per party and data category of a chain (GDPR Art. 4(7), 4(8), 26,
        28)."""
        return cast("RoleMatrix", self.ask("GET", "/role-matrix", [], query={"asof": asof, "customer": customer, "feature": feature, "knownat": knownat, "partner": partner, "purpose": purpose, "service": service}))

    def list_role_changes(
        self,
        *,
        asof: str | None = None,
        customer: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        service: str | None = None,
    ) -> RoleChanges:
        """List the days from asof on which an answer changes, what is scheduled included."""
        return cast("RoleChanges", self.ask("GET", "/role-matrix/changes", [], query={"asof": asof, "customer": customer, "limit": limit, "party": party, "service": service}))

    def export_roles(
        self,
        *,
        asof: str | None = None,
        feature: str | None = None,
        form: str | None = None,
    ) -> bytes:
        """Stream the roles in the chains of all customers, as lines of JSON, CSV or a
        workbook."""
        return self.fetch("GET", "/role-matrix/exports", [], query={"asof": asof, "feature": feature, "form": form})

    def determine_role(
        self,
        *,
        body: Question,
    ) -> RoleDetermination:
        """Return the role that facts about conduct give, with its grounds; nothing is
        stored."""
        return cast("RoleDetermination", self.ask("POST", "/role-determinations", [], body=body))

    def explain_role(
        self,
        *,
        asof: str | None = None,
        category: str,
        customer: str | None = None,
        feature: str | None = None,
        knownat: str | None = None,
        party: str,
        purpose: str | None = None,
        role: str | None = None,
        service: str | None = None,
    ) -> RoleExplanations:
        """Return the answer about one party and data category, and why not role."""
        return cast("RoleExplanations", self.ask("GET", "/role-explanations", [], query={"asof": asof, "category": category, "customer": customer, "feature": feature, "knownat": knownat, "party": party, "purpose": purpose, "role": role, "service": service}))

    def record_role_question(
        self,
        *,
        body: NewQuestion,
        idempotency_key: str = "",
    ) -> RecordedExplanation:
        """Put a question with its two clocks on record; the same question keeps its
        reference."""
        return cast("RecordedExplanation", self.ask("POST", "/role-explanations", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_role_explanation(
        self,
        reference: str | int,
    ) -> RecordedExplanation:
        """Return the answer under this reference, and whether it is the one that was given."""
        return cast("RecordedExplanation", self.ask("GET", "/role-explanations/{reference}", [reference]))

    def get_role_explanation_document(
        self,
        reference: str | int,
    ) -> bytes:
        """Return the answer under this reference as one page of tagged PDF (PDF/UA)."""
        return self.fetch("GET", "/role-explanations/{reference}/document", [reference])

    def simulate_roles(
        self,
        *,
        body: NewSimulation,
    ) -> RoleSimulation:
        """Return the roles before and after, and what would have to be done; nothing is
        stored."""
        return cast("RoleSimulation", self.ask("POST", "/role-simulations", [], body=body))

    def list_parties(
        self,
        *,
        cursor: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> PartyPage:
        """List the parties that the caller may see."""
        return cast("PartyPage", self.ask("GET", "/parties", [], query={"cursor": cursor, "kind": kind, "limit": limit, "sort": sort}))

    def create_party(
        self,
        *,
        body: NewParty,
        idempotency_key: str = "",
    ) -> Party:
        """Enter a customer or sub-reseller as the caller's own."""
        return cast("Party", self.ask("POST", "/parties", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_party(
        self,
        reference: str | int,
    ) -> Party:
        """Return the party with this UUID or external number."""
        return cast("Party", self.ask("GET", "/parties/{reference}", [reference]))

    def correct_party(
        self,
        reference: str | int,
        *,
        body: PartyCorrection,
        if_match: str = "",
    ) -> Party:
        """Correct a party that the caller entered."""
        return cast("Party", self.ask("PATCH", "/parties/{reference}", [reference], body=body, headers={"If-Match": if_match}))

    def transfer_party(
        self,
        reference: str | int,
        *,
        body: PartyTransfer,
        idempotency_key: str = "",
    ) -> MoveResult:
        """Move all customers and sub-resellers of the party, or those named: all or
        nothing."""
        return cast("MoveResult", self.ask("POST", "/parties/{reference}/transfers", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def preview_party_transfer(
        self,
        reference: str | int,
        *,
        body: PartyTransfer,
    ) -> MovePreview:
        """Return the roles before and after the transfer; nothing changes."""
        return cast("MovePreview", self.ask("POST", "/parties/{reference}/transfer-previews", [reference], body=body))

    def end_party(
        self,
        reference: str | int,
        *,
        body: Termination,
        idempotency_key: str = "",
    ) -> MoveResult:
        """End the party's contracts and everything it sells, all the way down."""
        return cast("MoveResult", self.ask("POST", "/parties/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def preview_party_termination(
        self,
        reference: str | int,
        *,
        body: Termination,
    ) -> MovePreview:
        """Return whose roles stop; nothing changes."""
        return cast("MovePreview", self.ask("POST", "/parties/{reference}/termination-previews", [reference], body=body))

    def list_customers(
        self,
        *,
        cursor: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CustomerPage:
        """List the own customers and sub-resellers, with what they bought."""
        return cast("CustomerPage", self.ask("GET", "/customers", [], query={"cursor": cursor, "kind": kind, "limit": limit, "sort": sort}))

    def get_customer(
        self,
        reference: str | int,
    ) -> CustomerShape:
        """Return the customer with this number or UUID."""
        return cast("CustomerShape", self.ask("GET", "/customers/{reference}", [reference]))

    def put_customer(
        self,
        reference: str | int,
        *,
        body: CustomerRecord,
        if_match: str = "",
    ) -> CustomerShape:
        """Enter the customer with this number (201), or bring it up to date (200)."""
        return cast("CustomerShape", self.ask("PUT", "/customers/{reference}", [reference], body=body, headers={"If-Match": if_match}))

    def list_contacts(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> ContactPage:
        """List contacts; of one party, or of one kind, if asked for."""
        return cast("ContactPage", self.ask("GET", "/contacts", [], query={"cursor": cursor, "expand": expand, "kind": kind, "limit": limit, "party": party, "sort": sort}))

    def add_contact(
        self,
        *,
        body: NewContact,
        idempotency_key: str = "",
    ) -> ContactShape:
        """Add a contact, such as the data protection officer (GDPR Art. 37(7))."""
        return cast("ContactShape", self.ask("POST", "/contacts", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_contact(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> ContactShape:
        """Return the contact with this UUID."""
        return cast("ContactShape", self.ask("GET", "/contacts/{reference}", [reference], query={"expand": expand}))

    def correct_contact(
        self,
        reference: str | int,
        *,
        body: ContactCorrection,
        if_match: str = "",
    ) -> ContactShape:
        """Correct how a contact is reached."""
        return cast("ContactShape", self.ask("PATCH", "/contacts/{reference}", [reference], body=body, headers={"If-Match": if_match}))

    def remove_contact(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> RemovedContact:
        """Remove who is no contact any more, and erase it (GDPR Art. 5(1)(d), 17)."""
        return cast("RemovedContact", self.ask("POST", "/contacts/{reference}/removals", [reference], headers={"Idempotency-Key": idempotency_key}))

    def list_acm_registrations(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> RegistrationPage:
        """List registrations; of one party, or in force on one day, if asked for."""
        return cast("RegistrationPage", self.ask("GET", "/acm-registrations", [], query={"asof": asof, "cursor": cursor, "expand": expand, "limit": limit, "party": party, "sort": sort}))

    def record_acm_registration(
        self,
        *,
        body: NewRegistration,
        idempotency_key: str = "",
    ) -> RegistrationShape:
        """Record the number under which ACM knows a party as a provider (Tw Art. 2.1)."""
        return cast("RegistrationShape", self.ask("POST", "/acm-registrations", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_acm_registration(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> RegistrationShape:
        """Return the registration with this UUID."""
        return cast("RegistrationShape", self.ask("GET", "/acm-registrations/{reference}", [reference], query={"expand": expand}))

    def record_turnover_report(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> RegistrationShape:
        """Record that the turnover of this year was reported to ACM under the registration."""
        return cast("RegistrationShape", self.ask("POST", "/acm-registrations/{reference}/turnover-reports", [reference], headers={"Idempotency-Key": idempotency_key}))

    def search_parties(
        self,
        *,
        body: Search,
    ) -> PartySearch:
        """Return the parties that fit, best first, with who is controller of what today."""
        return cast("PartySearch", self.ask("POST", "/party-searches", [], body=body))

    def list_contracts(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> ContractPage:
        """List contracts; of one party, or in force on one day, if asked for."""
        return cast("ContractPage", self.ask("GET", "/contracts", [], query={"asof": asof, "cursor": cursor, "expand": expand, "knownat": knownat, "limit": limit, "party": party, "sort": sort}))

    def conclude_contract(
        self,
        *,
        body: NewContract,
        idempotency_key: str = "",
    ) -> ConcludedContract:
        """Conclude a contract: the provider delivers the service to the acquirer."""
        return cast("ConcludedContract", self.ask("POST", "/contracts", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_contract(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
        knownat: str | None = None,
    ) -> Contract:
        """Return the contract with this UUID, as the register has it, or had it then."""
        return cast("Contract", self.ask("GET", "/contracts/{reference}", [reference], query={"expand": expand, "knownat": knownat}))

    def transfer_contract(
        self,
        reference: str | int,
        *,
        body: ContractTransfer,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> Contract:
        """Move the customer to another provider: no day is lost, and none is there twice."""
        return cast("Contract", self.ask("POST", "/contracts/{reference}/transfers", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def preview_contract_transfer(
        self,
        reference: str | int,
        *,
        body: ContractTransfer,
    ) -> MovePreview:
        """Return the roles before and after the transfer; nothing changes."""
        return cast("MovePreview", self.ask("POST", "/contracts/{reference}/transfer-previews", [reference], body=body))

    def end_contract(
        self,
        reference: str | int,
        *,
        body: Termination,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> Contract:
        """End the contract; a contract is never edited or deleted."""
        return cast("Contract", self.ask("POST", "/contracts/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_imports(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> ImportPage:
        """List imports, oldest first."""
        return cast("ImportPage", self.ask("GET", "/imports", [], query={"cursor": cursor, "limit": limit, "sort": sort, "state": state}))

    def upload_import(
        self,
        *,
        content: bytes,
        media: str = "text/csv",
        idempotency_key: str = "",
    ) -> Import:
        """Upload a file and answer what it comes to; a large one is read after the answer."""
        return cast("Import", self.ask("POST", "/imports", [], content=content, media=media, headers={"Idempotency-Key": idempotency_key}))

    def get_import(
        self,
        reference: str | int,
    ) -> Import:
        """Return the import: how far it is, its columns, and what is wrong."""
        return cast("Import", self.ask("GET", "/imports/{reference}", [reference]))

    def map_import_columns(
        self,
        reference: str | int,
        *,
        body: ColumnMapping,
        idempotency_key: str = "",
    ) -> Import:
        """Say what the columns of a sheet are; the file is read anew."""
        return cast("Import", self.ask("POST", "/imports/{reference}/column-mappings", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def confirm_import(
        self,
        reference: str | int,
        *,
        body: Confirmation,
        idempotency_key: str = "",
    ) -> Import:
        """Write what the preview showed, whole or not at all."""
        return cast("Import", self.ask("POST", "/imports/{reference}/confirmations", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def undo_import(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> Import:
        """Take back what the import wrote, within 24 hours and if nothing stands on it."""
        return cast("Import", self.ask("POST", "/imports/{reference}/reversals", [reference], headers={"Idempotency-Key": idempotency_key}))

    def list_contract_features(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> UsedFeaturesShape:
        """List what is, was or will be on under the contract."""
        return cast("UsedFeaturesShape", self.ask("GET", "/contracts/{reference}/features", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def switch_on_feature(
        self,
        reference: str | int,
        *,
        body: SwitchOn,
        idempotency_key: str = "",
    ) -> UsedFeatureShape:
        """Switch on a feature for a period within the contract's."""
        return cast("UsedFeatureShape", self.ask("POST", "/contracts/{reference}/features", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def switch_off_feature(
        self,
        reference: str | int,
        *,
        body: SwitchOff,
        idempotency_key: str = "",
    ) -> UsedFeatureShape:
        """Switch on a feature for a period within the contract's."""
        return cast("UsedFeatureShape", self.ask("POST", "/contracts/{reference}/feature-terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_service_features(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> ServiceFeaturePage:
        """List the features, with what each means for keeping data on one day."""
        return cast("ServiceFeaturePage", self.ask("GET", "/service-features", [], query={"asof": asof, "cursor": cursor, "limit": limit, "sort": sort}))

    def get_service_feature(
        self,
        code: str | int,
        *,
        asof: str | None = None,
    ) -> ServiceFeatureShape:
        """Return the feature with this code, with what it means for keeping data on one
        day."""
        return cast("ServiceFeatureShape", self.ask("GET", "/service-features/{code}", [code], query={"asof": asof}))

    def list_sources(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> SourcePage:
        """List the sources; of one kind if asked for, as they stand on one day."""
        return cast("SourcePage", self.ask("GET", "/sources", [], query={"asof": asof, "cursor": cursor, "kind": kind, "limit": limit, "sort": sort}))

    def get_source(
        self,
        code: str | int,
        *,
        asof: str | None = None,
    ) -> SourceShape:
        """Return the source with this code, as it stands on one day."""
        return cast("SourceShape", self.ask("GET", "/sources/{code}", [code], query={"asof": asof}))

    def list_sub_processors(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> SubProcessorPage:
        """List everyone who processes for the own party on a day (GDPR Art. 28(2), 28(4))."""
        return cast("SubProcessorPage", self.ask("GET", "/sub-processors", [], query={"asof": asof, "cursor": cursor, "limit": limit, "party": party, "sort": sort}))

    def list_sub_processor_notices(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> NoticePage:
        """List the notices to the own party and those that came down through it."""
        return cast("NoticePage", self.ask("GET", "/sub-processor-notices", [], query={"cursor": cursor, "limit": limit, "party": party, "sort": sort}))

    def get_sub_processor_notice(
        self,
        reference: str | int,
    ) -> NoticeShape:
        """Return the notice with this UUID, and the change that it is about."""
        return cast("NoticeShape", self.ask("GET", "/sub-processor-notices/{reference}", [reference]))

    def list_notice_recipients(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RecipientPage:
        """List who would be told today, with how many days, and whether by mail. Nobody is
        told."""
        return cast("RecipientPage", self.ask("GET", "/sub-processor-notices/{reference}/recipients", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def pass_on_notice(
        self,
        reference: str | int,
        *,
        body: NewOnwardNotices,
        idempotency_key: str = "",
    ) -> NoticePage:
        """Tell the own customers of a change, each with the days agreed with it; once each."""
        return cast("NoticePage", self.ask("POST", "/sub-processor-notices/{reference}/onward-notices", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def agree_to_notice(
        self,
        reference: str | int,
        *,
        body: NoticeConsent,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> NoticeShape:
        """Agree to a sub-processor under an authorisation that is specific (GDPR Art.
        28(2))."""
        return cast("NoticeShape", self.ask("POST", "/sub-processor-notices/{reference}/consents", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def refuse_notice(
        self,
        reference: str | int,
        *,
        body: NewObjection,
        idempotency_key: str = "",
    ) -> ObjectionShape:
        """Refuse a sub-processor under an authorisation that is specific (GDPR Art. 28(2))."""
        return cast("ObjectionShape", self.ask("POST", "/sub-processor-notices/{reference}/refusals", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def object_to_notice(
        self,
        reference: str | int,
        *,
        body: NewObjection,
        idempotency_key: str = "",
    ) -> ObjectionShape:
        """Object to a change, for the own party or for a customer that the party told of
        it."""
        return cast("ObjectionShape", self.ask("POST", "/sub-processor-notices/{reference}/objections", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_objections(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> ObjectionPage:
        """List the objections of the own party and of those below it, settled or not."""
        return cast("ObjectionPage", self.ask("GET", "/objections", [], query={"cursor": cursor, "expand": expand, "limit": limit, "party": party, "sort": sort, "state": state}))

    def get_objection(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> ObjectionShape:
        """Return the objection with this UUID."""
        return cast("ObjectionShape", self.ask("GET", "/objections/{reference}", [reference], query={"expand": expand}))

    def settle_objection(
        self,
        reference: str | int,
        *,
        body: NewSettlement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> ObjectionShape:
        """Record how an objection ended; whoever objected can take its own back."""
        return cast("ObjectionShape", self.ask("POST", "/objections/{reference}/settlements", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_agreements(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> AgreementPage:
        """List agreements; with one party, or in force on one day, if asked for."""
        return cast("AgreementPage", self.ask("GET", "/agreements", [], query={"asof": asof, "cursor": cursor, "expand": expand, "knownat": knownat, "limit": limit, "party": party, "sort": sort}))

    def draft_agreement(
        self,
        *,
        body: NewAgreement,
        idempotency_key: str = "",
    ) -> AgreementShape:
        """Draft an agreement of the own party as processor, with its paper, not yet sent."""
        return cast("AgreementShape", self.ask("POST", "/agreements", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_agreement(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
        knownat: str | None = None,
    ) -> AgreementShape:
        """Return the agreement with this UUID, and who signed, now or as known then."""
        return cast("AgreementShape", self.ask("GET", "/agreements/{reference}", [reference], query={"expand": expand, "knownat": knownat}))

    def list_agreement_coverage(
        self,
        reference: str | int,
    ) -> CoveragePage:
        """List what was stated last of each item and each kind of data, with its place."""
        return cast("CoveragePage", self.ask("GET", "/agreements/{reference}/coverage", [reference]))

    def state_agreement_coverage(
        self,
        reference: str | int,
        *,
        body: NewCoverage,
        idempotency_key: str = "",
    ) -> CoveragePage:
        """State where the document settles what; an empty place says that it is not there."""
        return cast("CoveragePage", self.ask("POST", "/agreements/{reference}/coverage", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_agreement_evidence(
        self,
        reference: str | int,
    ) -> EvidencePage:
        """List the evidence per item, newest first, and the items without any."""
        return cast("EvidencePage", self.ask("GET", "/agreements/{reference}/evidence", [reference]))

    def add_agreement_evidence(
        self,
        reference: str | int,
        *,
        body: NewEvidence,
        idempotency_key: str = "",
    ) -> EvidencePage:
        """Add evidence that an item is kept; what is entered stays as it was."""
        return cast("EvidencePage", self.ask("POST", "/agreements/{reference}/evidence", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_instructions(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> InstructionPage:
        """List what was instructed and what was said of it, newest first."""
        return cast("InstructionPage", self.ask("GET", "/agreements/{reference}/instructions", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def log_instruction(
        self,
        reference: str | int,
        *,
        body: NewInstruction,
        idempotency_key: str = "",
    ) -> InstructionPage:
        """Add a line to the log, which is only ever added to."""
        return cast("InstructionPage", self.ask("POST", "/agreements/{reference}/instructions", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_end_terms(
        self,
        reference: str | int,
    ) -> EndTermPage:
        """List what was agreed about the end of service, newest first."""
        return cast("EndTermPage", self.ask("GET", "/agreements/{reference}/end-terms", [reference]))

    def agree_end_term(
        self,
        reference: str | int,
        *,
        body: NewEndTerm,
        idempotency_key: str = "",
    ) -> EndTermPage:
        """Add what both agreed: days, and what is done unless it is chosen otherwise."""
        return cast("EndTermPage", self.ask("POST", "/agreements/{reference}/end-terms", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_service_ends(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> ServiceEndPage:
        """List ends of service; with one party or in one state, if asked for."""
        return cast("ServiceEndPage", self.ask("GET", "/service-ends", [], query={"cursor": cursor, "limit": limit, "party": party, "sort": sort, "state": state}))

    def open_service_end(
        self,
        *,
        body: NewServiceEnd,
        idempotency_key: str = "",
    ) -> ServiceEndShape:
        """Open the end of the service under an agreement, and pass it on to those below."""
        return cast("ServiceEndShape", self.ask("POST", "/service-ends", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_service_end(
        self,
        reference: str | int,
    ) -> ServiceEndShape:
        """Return the end of service with this UUID, its steps and those below it."""
        return cast("ServiceEndShape", self.ask("GET", "/service-ends/{reference}", [reference]))

    def choose_service_end(
        self,
        reference: str | int,
        *,
        body: NewChoice,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> ServiceEndShape:
        """Choose, for whom the processor acts for, whether the data are returned or
        deleted."""
        return cast("ServiceEndShape", self.ask("POST", "/service-ends/{reference}/choices", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def state_service_end(
        self,
        reference: str | int,
        *,
        body: NewStatement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> ServiceEndShape:
        """State, as the processor, what became of each kind of data, with proof."""
        return cast("ServiceEndShape", self.ask("POST", "/service-ends/{reference}/statements", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def confirm_service_end(
        self,
        reference: str | int,
        *,
        body: NewAnswer,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> ServiceEndShape:
        """Confirm, for whom the processor acts for, the statement that was read."""
        return cast("ServiceEndShape", self.ask("POST", "/service-ends/{reference}/confirmations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def add_service_end_proof(
        self,
        reference: str | int,
        *,
        content: bytes,
        media: str = "application/pdf",
        idempotency_key: str = "",
    ) -> PaperShape:
        """Keep a PDF of at most 10 MB as proof; a statement then names it as document_id."""
        return cast("PaperShape", self.ask("POST", "/service-ends/{reference}/proofs", [reference], content=content, media=media, headers={"Idempotency-Key": idempotency_key}))

    def dispute_service_end(
        self,
        reference: str | int,
        *,
        body: NewAnswer,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> ServiceEndShape:
        """Say what is wrong with the statement that was read, also after it was confirmed."""
        return cast("ServiceEndShape", self.ask("POST", "/service-ends/{reference}/disputes", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_authorisations(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> AuthorisationPage:
        """List authorisations; with one party, or in force on one day, if asked for."""
        return cast("AuthorisationPage", self.ask("GET", "/authorisations", [], query={"asof": asof, "cursor": cursor, "expand": expand, "knownat": knownat, "limit": limit, "party": party, "sort": sort}))

    def give_authorisation(
        self,
        *,
        body: NewAuthorisation,
        idempotency_key: str = "",
    ) -> AuthorisationShape:
        """Record an authorisation that the own party gives or holds (GDPR Art. 28(2))."""
        return cast("AuthorisationShape", self.ask("POST", "/authorisations", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_authorisation(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
        knownat: str | None = None,
    ) -> AuthorisationShape:
        """Return the authorisation with this UUID, as the register has it, or had it then."""
        return cast("AuthorisationShape", self.ask("GET", "/authorisations/{reference}", [reference], query={"expand": expand, "knownat": knownat}))

    def end_authorisation(
        self,
        reference: str | int,
        *,
        body: AuthorisationTermination,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> AuthorisationShape:
        """End an authorisation that the own party gave or holds."""
        return cast("AuthorisationShape", self.ask("POST", "/authorisations/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_measures(
        self,
        *,
        cursor: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        sort: str | None = None,
    ) -> MeasurePage:
        """List the catalogue of security measures, and what parties added for themselves."""
        return cast("MeasurePage", self.ask("GET", "/measures", [], query={"cursor": cursor, "kind": kind, "limit": limit, "q": q, "sort": sort}))

    def add_measure(
        self,
        *,
        body: NewMeasure,
        idempotency_key: str = "",
    ) -> MeasureShape:
        """Add a measure of the own party; its words stay as they are."""
        return cast("MeasureShape", self.ask("POST", "/measures", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_measure(
        self,
        code: str | int,
    ) -> MeasureShape:
        """Return the measure with this code."""
        return cast("MeasureShape", self.ask("GET", "/measures/{code}", [code]))

    def list_measure_statements(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> MeasureStatementPage:
        """List statements; of one party, or in force on one day, if asked for."""
        return cast("MeasureStatementPage", self.ask("GET", "/measure-statements", [], query={"asof": asof, "cursor": cursor, "expand": expand, "knownat": knownat, "limit": limit, "party": party, "sort": sort}))

    def state_measure(
        self,
        *,
        body: NewMeasureStatement,
        idempotency_key: str = "",
    ) -> MeasureStatementShape:
        """State that the own party takes a measure (GDPR Art. 28(3)(c), 32)."""
        return cast("MeasureStatementShape", self.ask("POST", "/measure-statements", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_measure_statement(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
        knownat: str | None = None,
    ) -> MeasureStatementShape:
        """Return the statement with this UUID, as the register has it, or had it then."""
        return cast("MeasureStatementShape", self.ask("GET", "/measure-statements/{reference}", [reference], query={"expand": expand, "knownat": knownat}))

    def end_measure_statement(
        self,
        reference: str | int,
        *,
        body: MeasureStatementTermination,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> MeasureStatementShape:
        """Let the own party no longer take the measure from a day; papers stay as they are."""
        return cast("MeasureStatementShape", self.ask("POST", "/measure-statements/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_flow_downs(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> FlowDownPage:
        """List whom the own party engages for data of others, and what their agreements
        lack."""
        return cast("FlowDownPage", self.ask("GET", "/flow-downs", [], query={"asof": asof, "cursor": cursor, "limit": limit, "sort": sort}))

    def list_agreement_documents(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> PaperPage:
        """List the papers of an agreement, newest first, without their bytes."""
        return cast("PaperPage", self.ask("GET", "/agreements/{reference}/documents", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def generate_agreement_document(
        self,
        reference: str | int,
        *,
        body: NewPaper,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> PaperShape:
        """Make the paper anew from the register of today; an unsigned draft is superseded."""
        return cast("PaperShape", self.ask("POST", "/agreements/{reference}/documents", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def get_agreement_document(
        self,
        document: str | int,
        reference: str | int,
    ) -> bytes:
        """Return the paper as the bytes that were kept: they hash to its sha256."""
        return self.fetch("GET", "/agreements/{reference}/documents/{document}", [document, reference])

    def send_agreement(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> AgreementShape:
        """Lay the draft before both parties to be signed; the other is written to."""
        return cast("AgreementShape", self.ask("POST", "/agreements/{reference}/sendings", [reference], headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def sign_agreement(
        self,
        reference: str | int,
        *,
        body: NewSignature,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> AgreementShape:
        """Sign, for the own party, the paper with that hash (GDPR Art. 28(9))."""
        return cast("AgreementShape", self.ask("POST", "/agreements/{reference}/signatures", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def withdraw_agreement_document(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> AgreementShape:
        """Take a paper back that not both have signed; a signature under it lapses."""
        return cast("AgreementShape", self.ask("POST", "/agreements/{reference}/withdrawals", [reference], headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_transfers(
        self,
        *,
        asof: str | None = None,
        country: str | None = None,
        cursor: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
        verdict: str | None = None,
    ) -> TransferPage:
        """List the own transfers of a day and those in the own chain (GDPR Art. 44)."""
        return cast("TransferPage", self.ask("GET", "/transfers", [], query={"asof": asof, "country": country, "cursor": cursor, "knownat": knownat, "limit": limit, "party": party, "sort": sort, "verdict": verdict}))

    def record_transfer(
        self,
        *,
        body: NewTransfer,
        idempotency_key: str = "",
    ) -> TransferShape:
        """Record a transfer that the own party makes, and what it rests on."""
        return cast("TransferShape", self.ask("POST", "/transfers", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_transfer(
        self,
        reference: str | int,
        *,
        asof: str | None = None,
    ) -> TransferShape:
        """Return the recorded transfer with this UUID, with the answer of a day."""
        return cast("TransferShape", self.ask("GET", "/transfers/{reference}", [reference], query={"asof": asof}))

    def end_transfer(
        self,
        reference: str | int,
        *,
        body: TransferTermination,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> TransferShape:
        """End a transfer that the own party makes."""
        return cast("TransferShape", self.ask("POST", "/transfers/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def assess_transfer(
        self,
        reference: str | int,
        *,
        body: NewAssessment,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> TransferShape:
        """End a transfer that the own party makes."""
        return cast("TransferShape", self.ask("POST", "/transfers/{reference}/assessments", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def change_transfer(
        self,
        reference: str | int,
        *,
        body: TransferChange,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> TransferShape:
        """Change what a transfer of the own party rests on; days before keep their answer."""
        return cast("TransferShape", self.ask("POST", "/transfers/{reference}/changes", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_transfer_documents(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> TransferDocumentPage:
        """List the documents that go with a transfer, oldest first, without their bytes."""
        return cast("TransferDocumentPage", self.ask("GET", "/transfers/{reference}/documents", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def add_transfer_document(
        self,
        reference: str | int,
        *,
        content: bytes,
        media: str = "application/pdf",
        idempotency_key: str = "",
    ) -> TransferDocumentShape:
        """Keep a PDF of at most 10 MB with a transfer that the own party makes."""
        return cast("TransferDocumentShape", self.ask("POST", "/transfers/{reference}/documents", [reference], content=content, media=media, headers={"Idempotency-Key": idempotency_key}))

    def get_transfer_document(
        self,
        document: str | int,
        reference: str | int,
    ) -> bytes:
        """Return the document as the bytes that were kept: they hash to its sha256."""
        return self.fetch("GET", "/transfers/{reference}/documents/{document}", [document, reference])

    def list_covered_importers(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CoveredImporterPage:
        """List the importers that are or were covered, such as by their certification."""
        return cast("CoveredImporterPage", self.ask("GET", "/covered-importers", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_covered_importer(
        self,
        *,
        body: NewCoveredImporter,
        idempotency_key: str = "",
    ) -> CoveredImporter:
        """Record that an importer which the own party entered is covered, from when until
        when."""
        return cast("CoveredImporter", self.ask("POST", "/covered-importers", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_covered_importer(
        self,
        reference: str | int,
    ) -> CoveredImporter:
        """Return that an importer is or was covered, by its UUID."""
        return cast("CoveredImporter", self.ask("GET", "/covered-importers/{reference}", [reference]))

    def end_covered_importer(
        self,
        reference: str | int,
        *,
        body: TransferTermination,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> CoveredImporter:
        """Record from which day an importer is covered no longer."""
        return cast("CoveredImporter", self.ask("POST", "/covered-importers/{reference}/terminations", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_webhook_endpoints(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> EndpointPage:
        """List the own webhooks."""
        return cast("EndpointPage", self.ask("GET", "/webhook-endpoints", [], query={"cursor": cursor, "limit": limit, "sort": sort, "state": state}))

    def enter_webhook_endpoint(
        self,
        *,
        body: NewEndpoint,
        idempotency_key: str = "",
    ) -> EndpointShape:
        """Enter a webhook; its secret is at /webhook-endpoints/{id}/secrets."""
        return cast("EndpointShape", self.ask("POST", "/webhook-endpoints", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_webhook_endpoint(
        self,
        reference: str | int,
    ) -> EndpointShape:
        """Return the webhook with this UUID."""
        return cast("EndpointShape", self.ask("GET", "/webhook-endpoints/{reference}", [reference]))

    def change_webhook_endpoint(
        self,
        reference: str | int,
        *,
        body: EndpointChange,
        if_match: str = "",
    ) -> EndpointShape:
        """Change a webhook, or switch it on or off."""
        return cast("EndpointShape", self.ask("PATCH", "/webhook-endpoints/{reference}", [reference], body=body, headers={"If-Match": if_match}))

    def list_webhook_secrets(
        self,
        reference: str | int,
    ) -> SecretPage:
        """List the secrets that are valid now; never kept by anyone on the way."""
        return cast("SecretPage", self.ask("GET", "/webhook-endpoints/{reference}/secrets", [reference]))

    def renew_webhook_secret(
        self,
        reference: str | int,
        *,
        body: NewSecret,
        idempotency_key: str = "",
    ) -> RenewedShape:
        """Make a new secret; the former one signs too for as long as is asked."""
        return cast("RenewedShape", self.ask("POST", "/webhook-endpoints/{reference}/secrets", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def test_webhook_endpoint(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> DeliveryShape:
        """Send a ping to the webhook; what came of it is in the delivery."""
        return cast("DeliveryShape", self.ask("POST", "/webhook-endpoints/{reference}/tests", [reference], headers={"Idempotency-Key": idempotency_key}))

    def list_webhook_deliveries(
        self,
        *,
        code: str | None = None,
        cursor: str | None = None,
        endpoint: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> DeliveryPage:
        """List deliveries, oldest first, with their tries."""
        return cast("DeliveryPage", self.ask("GET", "/webhook-deliveries", [], query={"code": code, "cursor": cursor, "endpoint": endpoint, "expand": expand, "limit": limit, "sort": sort, "state": state}))

    def get_webhook_delivery(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> DeliveryShape:
        """Return the delivery with this UUID, with its tries."""
        return cast("DeliveryShape", self.ask("GET", "/webhook-deliveries/{reference}", [reference], query={"expand": expand}))

    def replay_webhook_delivery(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> DeliveryShape:
        """Send the event again to the same webhook, under the same webhook-id."""
        return cast("DeliveryShape", self.ask("POST", "/webhook-deliveries/{reference}/replays", [reference], headers={"Idempotency-Key": idempotency_key}))

    def list_findings(
        self,
        *,
        category: str | None = None,
        code: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        severity: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> FindingPage:
        """List findings; without a state those that ask for something, with UNSETTLED as
        well."""
        return cast("FindingPage", self.ask("GET", "/findings", [], query={"category": category, "code": code, "cursor": cursor, "expand": expand, "limit": limit, "party": party, "severity": severity, "sort": sort, "state": state}))

    def get_finding(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> FindingShape:
        """Return the finding with this UUID, settled or not."""
        return cast("FindingShape", self.ask("GET", "/findings/{reference}", [reference], query={"expand": expand}))

    def accept_finding(
        self,
        reference: str | int,
        *,
        body: Acceptance,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> FindingShape:
        """Accept an open finding on which the partner itself must act, with the reason."""
        return cast("FindingShape", self.ask("POST", "/findings/{reference}/acceptances", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def reopen_finding(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> FindingShape:
        """Accept an open finding on which the partner itself must act, with the reason."""
        return cast("FindingShape", self.ask("POST", "/findings/{reference}/reopenings", [reference], headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_data_categories(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> DataCategoryPage:
        """List the data categories with their elements."""
        return cast("DataCategoryPage", self.ask("GET", "/data-categories", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def get_data_category(
        self,
        code: str | int,
    ) -> DataCategory:
        """Return the data category with its elements."""
        return cast("DataCategory", self.ask("GET", "/data-categories/{code}", [code]))

    def list_data_elements(
        self,
        *,
        category: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        sort: str | None = None,
    ) -> DataElementPage:
        """List the data elements; of one category, or with a text in code or name, if asked
        for."""
        return cast("DataElementPage", self.ask("GET", "/data-elements", [], query={"category": category, "cursor": cursor, "expand": expand, "limit": limit, "q": q, "sort": sort}))

    def get_data_element(
        self,
        code: str | int,
        *,
        expand: str | None = None,
    ) -> DataElementShape:
        """Return the data element with this code."""
        return cast("DataElementShape", self.ask("GET", "/data-elements/{code}", [code], query={"expand": expand}))

    def search_data_subject_requests(
        self,
        *,
        body: RequestSearch,
    ) -> FoundRequests:
        """Return the requests about the person with this number, address or name."""
        return cast("FoundRequests", self.ask("POST", "/data-subject-request-searches", [], body=body))

    def list_data_subject_requests(
        self,
        *,
        category: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> SubjectRequestPage:
        """List requests, without who asks; search for a person by POST."""
        return cast("SubjectRequestPage", self.ask("GET", "/data-subject-requests", [], query={"category": category, "cursor": cursor, "limit": limit, "party": party, "sort": sort, "state": state}))

    def receive_data_subject_request(
        self,
        *,
        body: NewSubjectRequest,
        idempotency_key: str = "",
    ) -> SubjectRequestShape:
        """Record a request that the caller received; it falls into parts by role."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_data_subject_request(
        self,
        reference: str | int,
    ) -> SubjectRequestShape:
        """Return the request with this UUID: the caller's own parts, their clocks, and
        steps."""
        return cast("SubjectRequestShape", self.ask("GET", "/data-subject-requests/{reference}", [reference]))

    def answer_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record that the controller answered a part (GDPR Art. 12(3))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/answers", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def ask_data_subject_request_assistance(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Ask VoIPGRID, as a processor, for its share of the answer (GDPR Art. 28(3)(e))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/assistance-requests", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def assist_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record that the controller has what the caller holds for it (GDPR Art. 28(3)(e))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/assistances", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def clarify_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewClarification,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record what was asked back, or what the requester explained; the month runs on."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/clarifications", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_data_subject_request_attachments(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RequestAttachmentPage:
        """List the files of the thread, also those that came with the request."""
        return cast("RequestAttachmentPage", self.ask("GET", "/data-subject-requests/{reference}/attachments", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def get_data_subject_request_attachment(
        self,
        attachment: str | int,
        reference: str | int,
    ) -> bytes:
        """Return the bytes of a file, to be saved; one that was erased is not found."""
        return self.fetch("GET", "/data-subject-requests/{reference}/attachments/{attachment}", [attachment, reference])

    def erase_data_subject_request_attachment(
        self,
        attachment: str | int,
        reference: str | int,
        *,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> RequestAttachmentShape:
        """Erase a file that is not needed; that it was there stays known."""
        return cast("RequestAttachmentShape", self.ask("POST", "/data-subject-requests/{reference}/attachments/{attachment}/erasures", [attachment, reference], headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def locate_subject(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> SubjectWhereabouts:
        """Count in which rows of the caller's own customers the subject of a request is."""
        return cast("SubjectWhereabouts", self.ask("POST", "/data-subject-requests/{reference}/whereabouts", [reference], headers={"Idempotency-Key": idempotency_key}))

    def close_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewRequestStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Close a request that the caller received. What is open in it becomes a finding."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/closures", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def extend_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Extend a part by two months, once, with reasons, in the first month (GDPR Art.
        12(3))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/extensions", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def forward_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Send a part on, as a processor, to whom the caller acts for (GDPR Art. 28(3)(e))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/forwardings", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def check_data_subject_request_identity(
        self,
        reference: str | int,
        *,
        body: NewIdentityCheck,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record that proof of identity was asked, was seen, or did not come (GDPR Art.
        12(6))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/identity-checks", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_data_subject_request_messages(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RequestMessagePage:
        """List what was said between whoever asks and the caller's party."""
        return cast("RequestMessagePage", self.ask("GET", "/data-subject-requests/{reference}/messages", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def write_to_requester(
        self,
        reference: str | int,
        *,
        body: NewRequestMessage,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> RequestMessageShape:
        """Write to whoever asks; what it says is in the thread, and not in the mail about
        it."""
        return cast("RequestMessageShape", self.ask("POST", "/data-subject-requests/{reference}/messages", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_data_subject_request_notes(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RequestNotePage:
        """List the notes of the caller's own party about a request."""
        return cast("RequestNotePage", self.ask("GET", "/data-subject-requests/{reference}/notes", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def note_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewRequestNote,
        idempotency_key: str = "",
    ) -> RequestNoteShape:
        """Keep a note for colleagues of the caller's own party."""
        return cast("RequestNoteShape", self.ask("POST", "/data-subject-requests/{reference}/notes", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_data_subject_request_persons(
        self,
        reference: str | int,
    ) -> RequestPersonsShape:
        """Return who asks and about whom, by what they are found, and what was asked."""
        return cast("RequestPersonsShape", self.ask("GET", "/data-subject-requests/{reference}/persons", [reference]))

    def place_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPlacement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record in whose chain the person is; the parts follow anew, for the day of
        receipt."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/placements", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def displace_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPlacement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record that the person is not in that chain; parts that are not settled are
        dropped."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/displacements", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def refuse_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewPartStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Refuse a part, with the reasons, complaint and court (GDPR Art. 12(4))."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/refusals", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def reopen_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewRequestStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Let a request go on that was closed or withdrawn; the day of receipt stays."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/reopenings", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_data_subject_request_tasks(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RequestTaskPage:
        """List the tasks that the caller's own party has in a request."""
        return cast("RequestTaskPage", self.ask("GET", "/data-subject-requests/{reference}/tasks", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def assign_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewRequestTask,
        idempotency_key: str = "",
    ) -> RequestTaskShape:
        """Hand out the handling of a request inside the caller's party, or a task for it."""
        return cast("RequestTaskShape", self.ask("POST", "/data-subject-requests/{reference}/tasks", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def complete_data_subject_request_task(
        self,
        reference: str | int,
        task: str | int,
        *,
        idempotency_key: str = "",
    ) -> RequestTaskShape:
        """Note that a task was done, once."""
        return cast("RequestTaskShape", self.ask("POST", "/data-subject-requests/{reference}/tasks/{task}/completions", [reference, task], headers={"Idempotency-Key": idempotency_key}))

    def withdraw_data_subject_request(
        self,
        reference: str | int,
        *,
        body: NewRequestStep,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> SubjectRequestShape:
        """Record that the requester withdrew it, and how that was said; the receiver does
        so."""
        return cast("SubjectRequestShape", self.ask("POST", "/data-subject-requests/{reference}/withdrawals", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def get_data_search(
        self,
        part: str | int,
        reference: str | int,
    ) -> DataSearch:
        """Return what the last search found, and what was decided about it; everybody is
        masked."""
        return cast("DataSearch", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/data-searches", [part, reference]))

    def search_data(
        self,
        part: str | int,
        reference: str | int,
        *,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> DataSearch:
        """Search the stores that hold data of the part by what the request names; keys are
        kept."""
        return cast("DataSearch", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/data-searches", [part, reference], headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def decide_found_data(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewFoundDecision,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> DataSearch:
        """Decide that a group is part of the answer, or left out and why; the last one
        counts."""
        return cast("DataSearch", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/decisions", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def preview_erasure(
        self,
        part: str | int,
        reference: str | int,
    ) -> FoundErasures:
        """Preview the erasure of what was decided to be the person's; nothing is changed."""
        return cast("FoundErasures", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/erasures", [part, reference]))

    def instruct_erasure(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewFoundErasure,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> FoundErasures:
        """Instruct the platform to erase exactly the found rows, past no law and no hold."""
        return cast("FoundErasures", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/erasures", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_rectifiable_places(
        self,
        part: str | int,
        reference: str | int,
    ) -> RectifiablePlaces:
        """List where a value of what was found can be rectified, and in which columns (Art.
        16)."""
        return cast("RectifiablePlaces", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/rectifiable-places", [part, reference]))

    def preview_rectification(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: RectificationTried,
    ) -> RectificationPreview:
        """Preview writing values into what was found to be the person's; nothing is
        changed."""
        return cast("RectificationPreview", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/rectification-previews", [part, reference], body=body))

    def list_rectifications(
        self,
        part: str | int,
        reference: str | int,
    ) -> Rectifications:
        """List the runs that wrote right values for the part."""
        return cast("Rectifications", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/rectifications", [part, reference]))

    def instruct_rectification(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewRectification,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> Rectifications:
        """Instruct the platform to write the values into exactly the found rows."""
        return cast("Rectifications", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/rectifications", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_packages(
        self,
        part: str | int,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> PackagePage:
        """List the packages that the caller made of a part, with when they were fetched."""
        return cast("PackagePage", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/packages", [part, reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def make_package(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewPackage,
        idempotency_key: str = "",
    ) -> NewlyMadePackage:
        """Put together what was found and decided; the code that opens it is told now only."""
        return cast("NewlyMadePackage", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/packages", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def withdraw_package(
        self,
        package: str | int,
        part: str | int,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> PackageShape:
        """Take a package back: its code opens nothing any more."""
        return cast("PackageShape", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/packages/{package}/withdrawals", [package, part, reference], headers={"Idempotency-Key": idempotency_key}))

    def disclose_recipients(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewRecipientDisclosure,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> DataRecipientList:
        """Write to whoever asks who got the data and what each was told (Art. 19, last
        sentence)."""
        return cast("DataRecipientList", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/recipient-disclosures", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_recipients(
        self,
        part: str | int,
        reference: str | int,
    ) -> DataRecipientList:
        """List who got the data of the part, and what each was told of a change to them."""
        return cast("DataRecipientList", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/recipient-notices", [part, reference]))

    def tell_recipient(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewRecipientNotice,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> DataRecipientList:
        """Tell recipients of a rectification, erasure or restriction, or record why not (Art.
        19)."""
        return cast("DataRecipientList", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/recipient-notices", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_restrictions(
        self,
        part: str | int,
        reference: str | int,
    ) -> RestrictionList:
        """List what is and was restricted of the part, on which ground and until when."""
        return cast("RestrictionList", self.ask("GET", "/data-subject-requests/{reference}/parts/{part}/restrictions", [part, reference]))

    def restrict_processing(
        self,
        part: str | int,
        reference: str | int,
        *,
        body: NewRestriction,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> RestrictionList:
        """Restrict the data of the part from now on (GDPR Art. 18(1)): runs keep off them."""
        return cast("RestrictionList", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/restrictions", [part, reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def announce_lifting(
        self,
        part: str | int,
        reference: str | int,
        restriction: str | int,
        *,
        body: NewLiftingAnnouncement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> RestrictionList:
        """Tell the data subject when and why a restriction will be lifted (GDPR Art.
        18(3))."""
        return cast("RestrictionList", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/restrictions/{restriction}/lifting-announcements", [part, reference, restriction], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def lift_restriction(
        self,
        part: str | int,
        reference: str | int,
        restriction: str | int,
        *,
        body: NewLifting,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> RestrictionList:
        """Lift a restriction, not before the day that the data subject was told."""
        return cast("RestrictionList", self.ask("POST", "/data-subject-requests/{reference}/parts/{part}/restrictions/{restriction}/liftings", [part, reference, restriction], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breaches(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> BreachPage:
        """List incidents that the caller was told of or registered, by when it knew."""
        return cast("BreachPage", self.ask("GET", "/breaches", [], query={"cursor": cursor, "limit": limit, "sort": sort, "state": state}))

    def register_breach(
        self,
        *,
        body: NewBreach,
        idempotency_key: str = "",
    ) -> BreachShape:
        """Register an incident of the caller's own; its clocks start when it became aware."""
        return cast("BreachShape", self.ask("POST", "/breaches", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_breach(
        self,
        reference: str | int,
    ) -> BreachShape:
        """Return the caller's file with this UUID: what it was told, its clocks and steps."""
        return cast("BreachShape", self.ask("GET", "/breaches/{reference}", [reference]))

    def list_breach_affected_parties(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> AffectedPartyPage:
        """List whom the incident touches, of those that the caller is told about."""
        return cast("AffectedPartyPage", self.ask("GET", "/breaches/{reference}/affected-parties", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_affected_parties(
        self,
        reference: str | int,
        *,
        body: NewAffectedParties,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Say whom the incident touches, or correct it; only who registered it does."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/affected-parties", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_assessments(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachAssessmentPage:
        """List all assessments, the newest first."""
        return cast("BreachAssessmentPage", self.ask("GET", "/breaches/{reference}/assessments", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def assess_breach(
        self,
        reference: str | int,
        *,
        body: NewSeverityAssessment,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Assess the severity by ENISA's method, and conclude; an earlier assessment stays."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/assessments", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_closings(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/closings", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def close_breach(
        self,
        reference: str | int,
        *,
        body: NewBreachClosing,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Close the file; refused while a duty is neither met nor reasoned, and each is
        named."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/closings", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_letters(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachLetterPage:
        """List the letters to persons, each with when it was sent and with what proof."""
        return cast("BreachLetterPage", self.ask("GET", "/breaches/{reference}/letters", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def list_persons_to_write_to(
        self,
        reference: str | int,
        *,
        body: NewBreachLetters,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """List who gets a letter (GDPR Art. 34(1)); who is on the list already stays on it
        once."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/letters", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_letter_corrections(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/letter-corrections", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def correct_persons_to_write_to(
        self,
        reference: str | int,
        *,
        body: NewLetterCorrections,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Correct the list of letters that wait: the right one takes the place of the wrong
        one."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/letter-corrections", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_letter_follow_ups(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/letter-follow-ups", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def correct_letters_that_were_sent(
        self,
        reference: str | int,
        *,
        body: NewLetterFollowUps,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """List letters that correct what was sent, to the same persons; both stay on
        record."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/letter-follow-ups", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def get_breach_proof(
        self,
        proof: str | int,
        reference: str | int,
    ) -> bytes:
        """Return the bytes of a paper that was kept as proof in the caller's file, to be
        saved."""
        return self.fetch("GET", "/breaches/{reference}/proofs/{proof}", [proof, reference])

    def list_breach_communications(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/communications", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_communication(
        self,
        reference: str | int,
        *,
        body: NewTellingOfPersons,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Record that the persons were told, one by one or in public (GDPR Art. 34(1),
        (3)(c))."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/communications", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_decisions(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/decisions", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def decide_on_breach(
        self,
        reference: str | int,
        *,
        body: NewBreachDecision,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Decide whether the persons are told (GDPR Art. 34), with reasons."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/decisions", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_duties(
        self,
        reference: str | int,
    ) -> OpenDutyPage:
        """List what keeps the caller's file from being closed."""
        return cast("OpenDutyPage", self.ask("GET", "/breaches/{reference}/duties", [reference]))

    def list_breach_facts(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachFactsPage:
        """List all versions of what is known, the newest first."""
        return cast("BreachFactsPage", self.ask("GET", "/breaches/{reference}/facts", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_facts(
        self,
        reference: str | int,
        *,
        body: NewBreachFacts,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Record what is known now; notices that wait, and the caller's clocks, follow it."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/facts", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_non_notifications(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/non-notifications", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_non_notification(
        self,
        reference: str | int,
        *,
        body: NewNonNotification,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Record why the authority is not notified (GDPR Art. 33(1)): a risk is unlikely."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/non-notifications", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_reopenings(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/reopenings", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def reopen_breach(
        self,
        reference: str | int,
        *,
        body: NewBreachStatement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Open a closed file again, with the reasons."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/reopenings", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_scope_statements(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachStepPage:
        """List the steps of this kind on record, oldest first."""
        return cast("BreachStepPage", self.ask("GET", "/breaches/{reference}/scope-statements", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_scope_statement(
        self,
        reference: str | int,
        *,
        body: NewBreachStatement,
        idempotency_key: str = "",
        if_match: str = "",
    ) -> BreachShape:
        """Record why the incident touches no other party; only who registered it does."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/scope-statements", [reference], body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match}))

    def list_breach_notices(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachNoticePage:
        """List the notices of this incident that the caller sends, sent or waiting."""
        return cast("BreachNoticePage", self.ask("GET", "/breaches/{reference}/notices", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def send_breach_notices(
        self,
        reference: str | int,
        *,
        body: NewTelling,
        idempotency_key: str = "",
    ) -> BreachShape:
        """Pass on to everyone who waits: from then on each knows, and its clock runs."""
        return cast("BreachShape", self.ask("POST", "/breaches/{reference}/notices", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_breach_notifications(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BreachNotificationPage:
        """List the notifications to the authority that are on record, oldest first."""
        return cast("BreachNotificationPage", self.ask("GET", "/breaches/{reference}/notifications", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def record_breach_notification(
        self,
        reference: str | int,
        *,
        body: NewNotification,
        idempotency_key: str = "",
    ) -> BreachStep:
        """Record a notification that was made: after the clock with the reasons of the
        delay."""
        return cast("BreachStep", self.ask("POST", "/breaches/{reference}/notifications", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_data_stores(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> DataStorePage:
        """List the systems that hold personal data; where they are is not told."""
        return cast("DataStorePage", self.ask("GET", "/data-stores", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def get_data_store(
        self,
        code: str | int,
    ) -> DataStoreShape:
        """Return the data store with this code."""
        return cast("DataStoreShape", self.ask("GET", "/data-stores/{code}", [code]))

    def list_retention_rules(
        self,
        *,
        asof: str | None = None,
        category: str | None = None,
        cursor: str | None = None,
        expand: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        store: str | None = None,
    ) -> RetentionRulePage:
        """List the standard rules and those that the own party decided, by code and first
        day."""
        return cast("RetentionRulePage", self.ask("GET", "/retention-rules", [], query={"asof": asof, "category": category, "cursor": cursor, "expand": expand, "knownat": knownat, "limit": limit, "sort": sort, "store": store}))

    def get_retention_rule(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
        knownat: str | None = None,
    ) -> RetentionRuleShape:
        """Return the rule with this UUID, as the register has it, or had it then."""
        return cast("RetentionRuleShape", self.ask("GET", "/retention-rules/{reference}", [reference], query={"expand": expand, "knownat": knownat}))

    def list_legal_holds(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> LegalHoldPage:
        """List the holds on data of the own party, in force and released."""
        return cast("LegalHoldPage", self.ask("GET", "/legal-holds", [], query={"cursor": cursor, "limit": limit, "sort": sort, "state": state}))

    def get_legal_hold(
        self,
        reference: str | int,
    ) -> LegalHoldShape:
        """Return the hold with this UUID."""
        return cast("LegalHoldShape", self.ask("GET", "/legal-holds/{reference}", [reference]))

    def list_anonymisation_runs(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> AnonymisationRunPage:
        """List the runs of retention rules that are about rows of the own party."""
        return cast("AnonymisationRunPage", self.ask("GET", "/anonymisation-runs", [], query={"cursor": cursor, "limit": limit, "sort": sort, "state": state}))

    def get_anonymisation_run(
        self,
        reference: str | int,
    ) -> AnonymisationRunShape:
        """Return the run with this UUID, with the own rows in it."""
        return cast("AnonymisationRunShape", self.ask("GET", "/anonymisation-runs/{reference}", [reference]))

    def list_deletion_certificates(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> CertificatePage:
        """List certificates; in the order of their chain, or by when they were issued."""
        return cast("CertificatePage", self.ask("GET", "/deletion-certificates", [], query={"cursor": cursor, "expand": expand, "limit": limit, "sort": sort, "state": state}))

    def get_deletion_certificate(
        self,
        reference: str | int,
    ) -> SignedCertificate:
        """Return the certificate with this UUID as the offline verifier reads it."""
        return cast("SignedCertificate", self.ask("GET", "/deletion-certificates/{reference}", [reference]))

    def get_deletion_certificate_document(
        self,
        reference: str | int,
    ) -> bytes:
        """Return the certificate as one page of tagged PDF (PDF/UA), for people to read."""
        return self.fetch("GET", "/deletion-certificates/{reference}/document", [reference])

    def list_processing_activities(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        knownat: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> RecordPage:
        """List the entries of the own record as controller, each with the letters that are
        open."""
        return cast("RecordPage", self.ask("GET", "/processing-activities", [], query={"asof": asof, "cursor": cursor, "knownat": knownat, "limit": limit, "sort": sort}))

    def export_processing_activities(
        self,
        *,
        asof: str | None = None,
        form: str | None = None,
        knownat: str | None = None,
    ) -> bytes:
        """Hand out the whole record: json (when left out), jsonld (W3C DPV), tilt, or as a
        file."""
        return self.fetch("GET", "/processing-activities/exports", [], query={"asof": asof, "form": form, "knownat": knownat})

    def get_processing_activity(
        self,
        reference: str | int,
        *,
        asof: str | None = None,
        knownat: str | None = None,
    ) -> ProcessingActivity:
        """Return an entry of the own records, as controller or processor, in words and as
        data."""
        return cast("ProcessingActivity", self.ask("GET", "/processing-activities/{reference}", [reference], query={"asof": asof, "knownat": knownat}))

    def list_activity_versions(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> ActivityVersionPage:
        """List the versions of an entry: those of VoIPGRID's text and those of the party's
        own."""
        return cast("ActivityVersionPage", self.ask("GET", "/processing-activities/{reference}/versions", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def get_activity_version(
        self,
        number: str | int,
        reference: str | int,
    ) -> FrozenActivity:
        """Return what a version says; this address answers the same for good."""
        return cast("FrozenActivity", self.ask("GET", "/processing-activities/{reference}/versions/{number}", [number, reference]))

    def list_statistics_releases(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> StatisticsReleasePage:
        """List months with statistics, by month or by when they were made."""
        return cast("StatisticsReleasePage", self.ask("GET", "/statistics-releases", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def get_statistics_release(
        self,
        reference: str | int,
    ) -> StatisticsReleaseShape:
        """Return the statistics with this UUID: the same figures, however often it is
        asked."""
        return cast("StatisticsReleaseShape", self.ask("GET", "/statistics-releases/{reference}", [reference]))

    def list_processor_records(
        self,
        *,
        asof: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> ProcessorRecordPage:
        """List the controllers on whose behalf the own party processes, and what it does."""
        return cast("ProcessorRecordPage", self.ask("GET", "/processor-records", [], query={"asof": asof, "cursor": cursor, "limit": limit, "sort": sort}))

    def export_processor_records(
        self,
        *,
        asof: str | None = None,
        form: str | None = None,
    ) -> bytes:
        """Stream all controllers: json (when left out), jsonld (W3C DPV), csv, xlsx or pdf."""
        return self.fetch("GET", "/processor-records/exports", [], query={"asof": asof, "form": form})

    def list_sites(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> SitePage:
        """List the sites that the caller may see."""
        return cast("SitePage", self.ask("GET", "/sites", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def create_site(
        self,
        *,
        body: NewSite,
        idempotency_key: str = "",
    ) -> Site:
        """Enter a site of the caller's own party."""
        return cast("Site", self.ask("POST", "/sites", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_site(
        self,
        code: str | int,
    ) -> Site:
        """Return the site with this code."""
        return cast("Site", self.ask("GET", "/sites/{code}", [code]))

    def get_site_exemption(
        self,
        code: str | int,
    ) -> Exemption:
        """Return every point of the exemption for statistics, with what shows it."""
        return cast("Exemption", self.ask("GET", "/sites/{code}/exemption", [code]))

    def answer_exemption(
        self,
        code: str | int,
        *,
        body: NewExemptionAnswer,
        idempotency_key: str = "",
    ) -> Exemption:
        """Put on record whether a point is so; the latest answer counts."""
        return cast("Exemption", self.ask("POST", "/sites/{code}/exemption-answers", [code], body=body, headers={"Idempotency-Key": idempotency_key}))

    def claim_exemption(
        self,
        code: str | int,
        *,
        body: NewExemptionClaim,
        idempotency_key: str = "",
    ) -> Exemption:
        """Put the site's own statistics in the exempt category, or back."""
        return cast("Exemption", self.ask("POST", "/sites/{code}/exemption-claims", [code], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_scan_plan(
        self,
        code: str | int,
    ) -> ScanPlan:
        """Return the proof of ownership that is asked for, and the schedule."""
        return cast("ScanPlan", self.ask("GET", "/sites/{code}/scan-plan", [code]))

    def check_ownership(
        self,
        code: str | int,
        *,
        idempotency_key: str = "",
    ) -> ScanPlan:
        """Look in DNS and on the site whether it proves to be the caller's."""
        return cast("ScanPlan", self.ask("POST", "/sites/{code}/ownership-checks", [code], headers={"Idempotency-Key": idempotency_key}))

    def schedule_scans(
        self,
        code: str | int,
        *,
        body: NewSchedule,
        idempotency_key: str = "",
    ) -> ScanPlan:
        """Scan a site every so many days from now on, or no more by itself."""
        return cast("ScanPlan", self.ask("POST", "/sites/{code}/scan-schedules", [code], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_scans(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        site: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> ScanPage:
        """List scans; of one site if asked for."""
        return cast("ScanPage", self.ask("GET", "/scans", [], query={"cursor": cursor, "expand": expand, "limit": limit, "site": site, "sort": sort, "state": state}))

    def request_scan(
        self,
        *,
        body: NewScan,
        idempotency_key: str = "",
    ) -> Scan:
        """Ask for a scan of an own site that has proven whose it is."""
        return cast("Scan", self.ask("POST", "/scans", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_scan(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> Scan:
        """Return the scan with this UUID, with its progress and the hashes of its evidence."""
        return cast("Scan", self.ask("GET", "/scans/{reference}", [reference], query={"expand": expand}))

    def list_found_items(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> FoundItems:
        """List everything a scan saw, beside what the registry knows; what is new comes
        first."""
        return cast("FoundItems", self.ask("GET", "/scans/{reference}/found-items", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def list_scan_problems(
        self,
        reference: str | int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> ScanProblemPage:
        """List what is wrong, by the registry as it is now."""
        return cast("ScanProblemPage", self.ask("GET", "/scans/{reference}/problems", [reference], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def cancel_scan(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> Scan:
        """Stop a scan that waits or is being made; nothing of it is kept."""
        return cast("Scan", self.ask("POST", "/scans/{reference}/cancellations", [reference], headers={"Idempotency-Key": idempotency_key}))

    def take_over_found_item(
        self,
        reference: str | int,
        *,
        body: TakenOver,
        idempotency_key: str = "",
    ) -> CookieItem:
        """Enter something that the last scan saw in the registry of its site."""
        return cast("CookieItem", self.ask("POST", "/scans/{reference}/acceptances", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def configure_banner(
        self,
        code: str | int,
        *,
        body: NewBanner,
        idempotency_key: str = "",
    ) -> Banner:
        """Switch the banner on, or change it; what the law fixes cannot be set."""
        return cast("Banner", self.ask("POST", "/sites/{code}/banners", [code], body=body, headers={"Idempotency-Key": idempotency_key}))

    def import_cookies(
        self,
        code: str | int,
        *,
        body: NewCookieImport,
        idempotency_key: str = "",
    ) -> CookieImport:
        """Show what a list comes to, or enter it: as claims that overwrite nothing."""
        return cast("CookieImport", self.ask("POST", "/sites/{code}/cookie-imports", [code], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_cookies(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        site: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> CookieItemPage:
        """List items; of one site: its own and those it inherited."""
        return cast("CookieItemPage", self.ask("GET", "/cookies", [], query={"cursor": cursor, "expand": expand, "limit": limit, "q": q, "site": site, "sort": sort, "state": state}))

    def create_cookie(
        self,
        *,
        body: NewCookie,
        idempotency_key: str = "",
    ) -> CookieItem:
        """Enter what an own site stores or reads; without a site: to lend to sites of
        customers."""
        return cast("CookieItem", self.ask("POST", "/cookies", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_cookie(
        self,
        reference: str | int,
        *,
        expand: str | None = None,
    ) -> CookieDetail:
        """Return an item with everything that was said of it, and by whom."""
        return cast("CookieDetail", self.ask("GET", "/cookies/{reference}", [reference], query={"expand": expand}))

    def correct_cookie(
        self,
        reference: str | int,
        *,
        body: CookieCorrection,
        idempotency_key: str = "",
    ) -> CookieItem:
        """Settle the properties that are given; what others said of them stays on record."""
        return cast("CookieItem", self.ask("POST", "/cookies/{reference}/corrections", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def publish_cookie(
        self,
        reference: str | int,
        *,
        body: CookiePublication,
        idempotency_key: str = "",
    ) -> CookieItem:
        """Put the item in statement and banner, or take it out."""
        return cast("CookieItem", self.ask("POST", "/cookies/{reference}/publications", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def offer_cookie(
        self,
        reference: str | int,
        *,
        body: NewCookieOffer,
        idempotency_key: str = "",
    ) -> CookieOffer:
        """Offer an item to an own site, or to one of whom the caller delivers to; it
        decides."""
        return cast("CookieOffer", self.ask("POST", "/cookies/{reference}/offers", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_cookie_offers(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        site: str | None = None,
        sort: str | None = None,
    ) -> CookieOfferPage:
        """List items that others offered to own sites, decided or not."""
        return cast("CookieOfferPage", self.ask("GET", "/cookie-offers", [], query={"cursor": cursor, "limit": limit, "site": site, "sort": sort}))

    def decide_cookie_offer(
        self,
        reference: str | int,
        *,
        body: CookieDecision,
        idempotency_key: str = "",
    ) -> CookieOffer:
        """Take the item over on the site, or refuse it."""
        return cast("CookieOffer", self.ask("POST", "/cookie-offers/{reference}/decisions", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_cookie_providers(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CookieProviderPage:
        """List providers: those that all share, and the caller's own."""
        return cast("CookieProviderPage", self.ask("GET", "/cookie-providers", [], query={"cursor": cursor, "limit": limit, "sort": sort}))

    def enter_cookie_provider(
        self,
        *,
        body: NewCookieProvider,
        idempotency_key: str = "",
    ) -> CookieProvider:
        """Enter a provider of the own party, with its role in each phase."""
        return cast("CookieProvider", self.ask("POST", "/cookie-providers", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def list_consents(
        self,
        *,
        cursor: str | None = None,
        expand: str | None = None,
        limit: int | None = None,
        site: str | None = None,
        sort: str | None = None,
    ) -> ConsentPage:
        """List choices; of one site if asked for. Only the party of a site reads its log."""
        return cast("ConsentPage", self.ask("GET", "/consents", [], query={"cursor": cursor, "expand": expand, "limit": limit, "site": site, "sort": sort}))

    def get_consent(
        self,
        code: str | int,
        number: str | int,
        *,
        form: str | None = None,
    ) -> bytes:
        """Return the choice: json (when left out), or jsonld (ISO/IEC TS 27560 in W3C DPV)."""
        return self.fetch("GET", "/consents/{code}/{number}", [code, number], query={"form": form})

    def list_privacy_statements(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        party: str | None = None,
        sort: str | None = None,
    ) -> PrivacyStatementPage:
        """List the versions that were published, of one party if asked for."""
        return cast("PrivacyStatementPage", self.ask("GET", "/privacy-statements", [], query={"cursor": cursor, "limit": limit, "party": party, "sort": sort}))

    def publish_privacy_statement(
        self,
        *,
        body: NewPrivacyStatement,
        idempotency_key: str = "",
    ) -> PrivacyStatementShape:
        """Publish the own draft, as it was read, for good."""
        return cast("PrivacyStatementShape", self.ask("POST", "/privacy-statements", [], body=body, headers={"Idempotency-Key": idempotency_key}))

    def get_privacy_statement(
        self,
        reference: str | int,
    ) -> PrivacyStatementShape:
        """Return the published version with this UUID, whoever published it."""
        return cast("PrivacyStatementShape", self.ask("GET", "/privacy-statements/{reference}", [reference]))

    def get_privacy_statement_draft(
        self,
        reference: str | int,
    ) -> PrivacyStatementDraft:
        """Return the draft of the own party: what it says, lacks and changes."""
        return cast("PrivacyStatementDraft", self.ask("GET", "/privacy-statement-drafts/{reference}", [reference]))

    def show_statement_logo(
        self,
        reference: str | int,
        *,
        body: NewStatementLogo,
        idempotency_key: str = "",
    ) -> StatementBrand:
        """Do it once, whatever is sent again."""
        return cast("StatementBrand", self.ask("POST", "/privacy-statement-drafts/{reference}/logos", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def remove_statement_logo(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> StatementBrand:
        """Do it once, whatever is sent again."""
        return cast("StatementBrand", self.ask("POST", "/privacy-statement-drafts/{reference}/logo-removals", [reference], headers={"Idempotency-Key": idempotency_key}))

    def choose_statement_colours(
        self,
        reference: str | int,
        *,
        body: NewStatementColours,
        idempotency_key: str = "",
    ) -> StatementBrand:
        """Do it once, whatever is sent again."""
        return cast("StatementBrand", self.ask("POST", "/privacy-statement-drafts/{reference}/colours", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def record_own_host(
        self,
        reference: str | int,
        *,
        body: NewStatementHost,
        idempotency_key: str = "",
    ) -> StatementHost:
        """Do it once, whatever is sent again."""
        return cast("StatementHost", self.ask("POST", "/privacy-statement-drafts/{reference}/own-hosts", [reference], body=body, headers={"Idempotency-Key": idempotency_key}))

    def prove_own_host(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> StatementHost:
        """Do it once, whatever is sent again."""
        return cast("StatementHost", self.ask("POST", "/privacy-statement-drafts/{reference}/own-host-proofs", [reference], headers={"Idempotency-Key": idempotency_key}))

    def give_up_own_host(
        self,
        reference: str | int,
        *,
        idempotency_key: str = "",
    ) -> RemovedHost:
        """Do it once, whatever is sent again."""
        return cast("RemovedHost", self.ask("POST", "/privacy-statement-drafts/{reference}/own-host-removals", [reference], headers={"Idempotency-Key": idempotency_key}))
