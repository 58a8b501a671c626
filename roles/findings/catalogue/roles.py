"""What follows from the roles themselves."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Owner, Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import gdpr, recital, tw

OWN_USES = Mend(admin="admin:roles_ownuse_changelist", admin_query="party__id__exact={party}")
CONTRACTS = Mend(admin="admin:roles_contract_changelist")
FEATURES = Mend(admin="admin:roles_contract_changelist", portal="site:customers")
STATED = Mend(admin="admin:roles_statedrole_changelist")

kind(
    "not_assigned",
    Severity.HIGH,
    gdpr(5, 2),
    gdpr(24, 1),
    sentence=_("No rule says which role this party has for these data."),
    next_step=_("Establish what the party does with these data, and record it."),
    mend=CONTRACTS,
    public=True,
)
kind(
    "own_purpose",
    Severity.HIGH,
    gdpr(28, 10),
    gdpr(6, 1),
    sentence=_(
        "This party acts for another but uses these data for a purpose of its own, and is"
        " controller for that purpose."
    ),
    next_step=_(
        "Establish a lawful basis of its own (for traffic data often consent: Tw Art. 11.5(3)) and"
        " inform people, or stop the use."
    ),
    mend=OWN_USES,
    public=True,
)
kind(
    "legal_person_as_data_subject",
    Severity.MEDIUM,
    gdpr(4, 1),
    recital("GDPR", 14),
    sentence=_(
        "The statement calls the customer a data subject, but a legal person never is one: it is a"
        " subscriber, and its users are the data subjects."
    ),
    next_step=_("Name the users as data subjects and the customer as subscriber."),
    mend=STATED,
    public=True,
)
kind(
    "no_role_for_end_users",
    Severity.MEDIUM,
    gdpr(4, 1),
    gdpr(13, 1),
    gdpr(14, 1),
    sentence=_("The statement gives the people who call and are called no role for these data."),
    next_step=_("Name them as data subjects, and say who informs them."),
    mend=STATED,
    public=True,
)
kind(
    "website_visitors_not_in_statement",
    Severity.MEDIUM,
    gdpr(4, 7),
    gdpr(13, 1, "a"),
    sentence=_("The statement does not say who is controller of the data of website visitors."),
    next_step=_("Name the party that offers the site as controller in the statement."),
    mend=STATED,
    public=True,
)
kind(
    "feature_not_in_use",
    Severity.LOW,
    gdpr(5, 2),
    sentence=_("The feature is not in use here, so nobody has a role for it."),
    next_step=_("Nothing to do. If someone switches it on, record that with the contract."),
)
kind(
    "two_paths",
    Severity.MEDIUM,
    gdpr(28, 4),
    sentence=_("This party can be reached along two contracts, so two parties may instruct it."),
    next_step=_("Check on whose instructions it acts for these data, and limit the contracts."),
    mend=CONTRACTS,
)
kind(
    "category_not_in_feature",
    Severity.LOW,
    gdpr(5, 2),
    sentence=_("The feature does not handle these data, so nobody has a role for them."),
    next_step=_("Nothing."),
)
kind(
    "several_controllers",
    Severity.MEDIUM,
    gdpr(4, 7),
    gdpr(26, 1),
    sentence=_("More than one party decides about these data, each by itself."),
    next_step=_(
        "Establish whether they decide together, and record that, or limit what each does."
    ),
    mend=CONTRACTS,
)
kind(
    "feature_for_itself",
    Severity.MEDIUM,
    gdpr(28, 10),
    gdpr(6, 1),
    tw("11.5", 3),
    sentence=_(
        "This party has a feature switched on for purposes of its own, for which the people"
        " concerned must have agreed."
    ),
    next_step=_(
        "Ask subscribers and users for consent and inform them, or switch the feature off."
    ),
    owner=Owner.PARTNER,
    mend=FEATURES,
)
