"""What is missing about the security of processing."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import edpb, gdpr

MEASURES = Mend(
    admin="admin:roles_takenmeasure_changelist",
    admin_query="party__id__exact={party}",
    portal="site:measures",
)

kind(
    "measures_unstated",
    Severity.MEDIUM,
    gdpr(28, 3, "c"),
    gdpr(32),
    edpb("07/2020"),
    sentence=_(
        "This party processes under an agreement that both signed, and states no security measure"
        " for it: annex 2 of that agreement is empty."
    ),
    next_step=_("Let it state which measures it takes, with what shows it; or state it for it."),
    mend=MEASURES,
)
