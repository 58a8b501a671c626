"""What is missing between parties: agreements, mandates, links of a chain."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Owner, Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import edpb, gdpr, tw

AGREEMENTS = Mend(
    admin="admin:agreement_overview",
    admin_query="party={party}&standing=missing",
    portal="site:agreements",
    portal_query="standing=missing",
)
REGISTRATION = Mend(
    admin="admin:roles_acmregistration_changelist",
    admin_query="party__id__exact={party}",
    portal="site:registrations",
)
ENGAGEMENTS = Mend(admin="admin:roles_engagement_changelist", portal="site:portal-sub-processors")
CONTRACTS = Mend(admin="admin:roles_party_change")
MORE_CONTRACTS = Mend(admin="admin:roles_party_change", portal="site:imports")
MANDATES = Mend(
    admin="admin:agreement_overview", admin_query="party={party}", portal="site:agreements"
)

kind(
    "partner_without_agreement",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(28, 9),
    sentence=_(
        "There is no data processing agreement, signed by both, with this partner or reseller and"
        " the party that processes for it."
    ),
    next_step=_("Let both sign an agreement, and record it with the days of signing."),
    mend=AGREEMENTS,
)
kind(
    "customer_without_agreement",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(28, 9),
    sentence=_(
        "This party processes for customers with whom it has no data processing agreement that"
        " both have signed."
    ),
    next_step=_("Let each of these customers sign an agreement, and record them."),
    owner=Owner.PARTNER,
    mend=AGREEMENTS,
)
kind(
    "supplier_without_agreement",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(28, 4),
    gdpr(28, 9),
    sentence=_(
        "This party engages a supplier as processor without a data processing agreement that both"
        " have signed."
    ),
    next_step=_(
        "Let the supplier sign a data processing agreement (as sub-processor: with the same"
        " obligations), and record it."
    ),
    mend=AGREEMENTS,
)
kind(
    "sub_processor_unannounced",
    Severity.HIGH,
    gdpr(28, 2),
    gdpr(28, 4),
    sentence=_(
        "This party lets a supplier process data on behalf of others, and the register knows of no"
        " notice by which they could object."
    ),
    next_step=_(
        "If the supplier works already: record how those it works for know of it, or end the"
        " contract and give notice. Propose every new one as a change."
    ),
    mend=ENGAGEMENTS,
)
kind(
    "mandate_missing",
    Severity.HIGH,
    gdpr(28, 2),
    gdpr(28, 4),
    edpb("Opinion 22/2024"),
    sentence=_(
        "A processor engages others without a recorded authorisation of the party it acts for."
    ),
    next_step=_(
        "Record the general authorisation with its days of notice, or the specific one for each"
        " party engaged."
    ),
    mend=MANDATES,
)
kind(
    "acm_registration_missing",
    Severity.MEDIUM,
    tw("2.1", 1),
    sentence=_(
        "This party provides a public electronic communications service, and no registration with"
        " the ACM is recorded."
    ),
    next_step=_("Register with the ACM, and record the number."),
    owner=Owner.PARTNER,
    mend=REGISTRATION,
)
kind(
    "acm_registration_unconfirmed",
    Severity.LOW,
    tw("2.1", 4),
    sentence=_(
        "The registration with the ACM has not been looked up, or is in a name that is not the"
        " party's."
    ),
    next_step=_("Look it up in the ACM's public register, and record the name found there."),
    mend=REGISTRATION,
)
kind(
    "chain_gap",
    Severity.HIGH,
    gdpr(28, 4),
    gdpr(5, 2),
    sentence=_(
        "This party delivers a service that nobody delivers to it, so the chain ends before the"
        " platform."
    ),
    next_step=_("Record the contract under which it gets the service, or end what it sells."),
    mend=CONTRACTS,
)
kind(
    "gap_between_contracts",
    Severity.MEDIUM,
    gdpr(5, 2),
    gdpr(24, 1),
    sentence=_(
        "Customers of this party had days without any contract between their last two, while the"
        " service went on or was moved."
    ),
    next_step=_("Record who delivered on those days, or accept that nobody did."),
    owner=Owner.PARTNER,
    mend=MORE_CONTRACTS,
)
