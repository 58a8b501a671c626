"""What agreements down the chain lack of those above them (GDPR Art. 28(4))."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import edpb, gdpr

CHAIN = Mend(admin="admin:flow_down", admin_query="party={party}", portal="site:flow-down")

kind(
    "flow_down_days",
    Severity.HIGH,
    gdpr(28, 4),
    gdpr(28, 9),
    sentence=_(
        "The agreement with a processor that is engaged does not hold for all the days on which it"
        " processes for those above, or ends within sixty days."
    ),
    next_step=_(
        "Record the agreement of the other days too, or let both sign one that follows this one."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_unknown",
    Severity.MEDIUM,
    gdpr(28, 4),
    gdpr(5, 2),
    sentence=_(
        "The register does not show which obligations and data the agreement with a processor that"
        " is engaged covers."
    ),
    next_step=_(
        "State for each item of GDPR Art. 28(3) where it stands in that document, or make a new"
        " agreement here."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_items",
    Severity.HIGH,
    gdpr(28, 4),
    gdpr(28, 3),
    sentence=_(
        "The agreement with a processor that is engaged lacks obligations that were promised to"
        " those above."
    ),
    next_step=_(
        "Let both sign an agreement with the same obligations, or state where in the document they"
        " stand."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_data",
    Severity.MEDIUM,
    gdpr(28, 4),
    gdpr(28, 3),
    sentence=_(
        "A processor that is engaged handles kinds of data that its agreement does not name."
    ),
    next_step=_(
        "Let both sign an agreement that names these data, or limit what the contract delivers."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_authorisation",
    Severity.HIGH,
    gdpr(28, 2),
    gdpr(28, 4),
    edpb("Opinion 22/2024"),
    sentence=_(
        "A processor that is engaged may engage any other, while those above authorised only the"
        " ones that they named."
    ),
    next_step=_(
        "Replace its general authorisation by one for each party that was named, or ask those above"
        " for a general one."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_notice",
    Severity.MEDIUM,
    gdpr(28, 2),
    gdpr(28, 4),
    sentence=_(
        "A processor that is engaged gives notice of changes in fewer days than were promised to"
        " those above, so that they cannot be told in time."
    ),
    next_step=_(
        "Agree at least as many days of notice with it as the longest that was promised above."
    ),
    mend=CHAIN,
)
kind(
    "flow_down_measures",
    Severity.MEDIUM,
    gdpr(28, 4),
    gdpr(28, 3, "c"),
    gdpr(32),
    sentence=_(
        "A processor that is engaged does not state security measures that were promised to those"
        " above."
    ),
    next_step=_(
        "Let it state that it takes these measures, or record what it stated; promise above only"
        " what is taken below."
    ),
    mend=CHAIN,
)
