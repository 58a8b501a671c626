"""What the platform's privacy statement and its sources leave to be desired."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import edpb, gdpr, tw, wp29

DISCLOSURES = Mend(admin="admin:roles_disclosure_add", admin_query="party={party}")
SOURCES = Mend(admin="admin:roles_source_changelist")
RELIANCES = Mend(admin="admin:roles_reliance_changelist")
STATED = Mend(admin="admin:roles_statedrole_changelist")
CONTACTS = Mend(admin="admin:roles_contact_add", admin_query="party={party}&kind=DPO")

kind(
    "superseded_source",
    Severity.LOW,
    edpb("07/2020"),
    wp29(169),
    sentence=_("The statement relies on a source that has since been replaced."),
    next_step=_("Cite the document that replaced it, and check that the conclusion still holds."),
    mend=RELIANCES,
    public=True,
)
kind(
    "no_lawful_basis",
    Severity.HIGH,
    gdpr(13, 1, "c"),
    gdpr(6, 1),
    sentence=_("The statement names purposes but no lawful basis for them."),
    next_step=_("Establish the lawful basis of each purpose and name it in the statement."),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "no_retention_term",
    Severity.HIGH,
    gdpr(13, 2, "a"),
    gdpr(5, 1, "e"),
    sentence=_("The statement names no retention period for these data, nor how it is determined."),
    next_step=_(
        "Set a period with its ground and starting event, or ask the controller for it where you"
        " are processor, and name it in the statement."
    ),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "no_complaint_right",
    Severity.MEDIUM,
    gdpr(13, 2, "d"),
    gdpr(77, 1),
    sentence=_("The statement does not name the right to complain to the supervisory authority."),
    next_step=_("Mention that right and name the Autoriteit Persoonsgegevens."),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "rights_not_named",
    Severity.MEDIUM,
    gdpr(13, 2, "b"),
    gdpr(21, 4),
    sentence=_("Of the rights that people have, the statement mentions access only."),
    next_step=_(
        "Mention rectification, erasure, restriction, objection and portability too, and mention"
        " the objection to direct marketing separately."
    ),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "no_dpo_contact",
    Severity.MEDIUM,
    gdpr(13, 1, "b"),
    gdpr(37, 7),
    sentence=_("There is a data protection officer, but no contact details are published."),
    next_step=_("Publish contact details and report them to the supervisory authority."),
    mend=CONTACTS,
    public=True,
)
kind(
    "no_transfer_country",
    Severity.HIGH,
    gdpr(13, 1, "f"),
    gdpr(44),
    sentence=_("The statement allows transfers outside the EEA but names no country or safeguard."),
    next_step=_(
        "List each transfer with its country and safeguard (adequacy decision, standard contractual"
        " clauses or another instrument), or say that there is none."
    ),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "sub_processors_on_request",
    Severity.HIGH,
    edpb("Opinion 22/2024"),
    gdpr(28, 2),
    sentence=_(
        "The list of sub-processors is given on request only, while controllers must have it at"
        " hand at all times."
    ),
    next_step=_(
        "Publish the list and tell controllers of each change beforehand, so that they can object."
    ),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "end_user_data_unclear",
    Severity.MEDIUM,
    gdpr(5, 1, "b"),
    gdpr(14, 1, "d"),
    tw("11.5", 1),
    sentence=_(
        "The statement uses data of end users for research and statistics without saying which"
        " data, for whom and when they are anonymous."
    ),
    next_step=_("Say which categories are used, and keep the record of how they are anonymised."),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "statement_undated",
    Severity.LOW,
    gdpr(5, 2),
    gdpr(12, 1),
    sentence=_("The statement bears no date or version, so nobody can tell since when it holds."),
    next_step=_("Publish it with a date and keep its earlier versions."),
    mend=DISCLOSURES,
    public=True,
)
kind(
    "misattributed_source",
    Severity.LOW,
    gdpr(5, 2),
    wp29(169),
    edpb("07/2020"),
    sentence=_(
        "The statement ascribes a sentence to the EDPB that is not the EDPB's: it is from Opinion"
        " 1/2010 of the Article 29 Working Party."
    ),
    next_step=_("Name the true source, or cite EDPB Guidelines 07/2020, which replaced it."),
    mend=RELIANCES,
    public=True,
)
kind(
    "no_role_for_customer",
    Severity.MEDIUM,
    gdpr(5, 2),
    gdpr(13, 1, "a"),
    sentence=_("The statement gives the customer of the partner no role for these data."),
    next_step=_("Say in the statement which role the customer has for them, or that it has none."),
    mend=STATED,
    public=True,
)
kind(
    "no_role_stated",
    Severity.MEDIUM,
    gdpr(5, 2),
    gdpr(13, 1, "a"),
    sentence=_("The statement gives a party of the chain no role for these data."),
    next_step=_("State the role that its conduct gives it."),
    mend=STATED,
    public=True,
)
kind(
    "stated_role_contradicted",
    Severity.HIGH,
    edpb("07/2020", 12),
    gdpr(4, 7),
    gdpr(28, 10),
    sentence=_("The role that was stated for this party is not the one that its conduct gives it."),
    next_step=_("Correct the statement, or record the facts from which the stated role follows."),
    mend=STATED,
    public=True,
)
kind(
    "rule_on_superseded_source",
    Severity.MEDIUM,
    gdpr(5, 2),
    gdpr(24, 1),
    sentence=_(
        "A rule of this register rests on a source that was replaced or has lapsed, and not on what"
        " came in its place."
    ),
    next_step=_("Check whether the rule still holds, and let it cite what replaced the source."),
    mend=SOURCES,
)
