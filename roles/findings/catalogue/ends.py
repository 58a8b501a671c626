"""Data that are to be returned or deleted after a service (GDPR Art. 28(3)(g))."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import edpb, gdpr

ENDS = Mend(admin="admin:ends_of_service", portal="site:ends-of-service")

kind(
    "end_not_opened",
    Severity.MEDIUM,
    gdpr(28, 3),
    gdpr(5, 1),
    sentence=_(
        "A service has ended, and it is not on record that the personal data are returned or"
        " deleted."
    ),
    next_step=_("Open the end of service, so that a choice can be made and proof can be kept."),
    mend=ENDS,
)
kind(
    "end_unchosen_when_due",
    Severity.MEDIUM,
    gdpr(28, 3),
    edpb("07/2020", 140),
    sentence=_(
        "A service has ended, and nobody had chosen whether the data are returned or deleted by the"
        " day on which that had to be done."
    ),
    next_step=_(
        "Choose, or ask whom the processor acts for to choose, and let it be carried out at once."
    ),
    mend=ENDS,
)
kind(
    "end_overdue",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(5, 1),
    edpb("07/2020", 141),
    sentence=_(
        "Data should have been returned or deleted after the end of a service by now, and the"
        " processor has not proved that it was done."
    ),
    next_step=_("Return or delete as was chosen, and state it with proof for each kind of data."),
    mend=ENDS,
)
kind(
    "end_kept_over",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(5, 1),
    sentence=_(
        "After the end of a service data were kept as long as a law required. That day is past, and"
        " the processor has not stated that they are returned or deleted."
    ),
    next_step=_("Return or delete what was kept, and state it anew with proof for each kind."),
    mend=ENDS,
)
kind(
    "end_disputed",
    Severity.HIGH,
    gdpr(28, 3),
    gdpr(5, 2),
    sentence=_(
        "Whom a processor acted for disputes that the data were returned or deleted as was stated."
    ),
    next_step=_("Read the reason, put it right, and state anew what was done, with proof."),
    mend=ENDS,
)
