"""What transfers to third countries lack (GDPR Chapter V)."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings.kinds import Mend, kind
from voipgrid_privacy.kernel.law import cjeu, edpb, gdpr

TRANSFERS = Mend(admin="admin:transfer_overview", portal="site:portal-transfers")

kind(
    "transfer_without_mechanism",
    Severity.HIGH,
    gdpr(44),
    gdpr(46, 1),
    sentence=_(
        "Personal data goes to a party or a place outside the European Economic Area, and nothing"
        " is recorded that permits it."
    ),
    next_step=_(
        "Record what the transfer rests on (an adequacy decision, standard contractual clauses or"
        " another instrument), or stop it."
    ),
    mend=TRANSFERS,
)
kind(
    "transfer_ground_lapsed",
    Severity.HIGH,
    gdpr(44),
    gdpr(45, 9),
    cjeu("C-311/18"),
    sentence=_("What this transfer was recorded to rest on does not hold, or no longer holds."),
    next_step=_("Record another ground that holds, or stop the transfer."),
    mend=TRANSFERS,
)
kind(
    "transfer_ground_lapsing",
    Severity.MEDIUM,
    gdpr(44),
    gdpr(45, 3),
    sentence=_("What this transfer rests on lapses within ninety days."),
    next_step=_("Have the decision or certificate prolonged, or prepare another ground."),
    mend=TRANSFERS,
)
kind(
    "transfer_importer_not_covered",
    Severity.HIGH,
    gdpr(45, 3),
    gdpr(44),
    sentence=_(
        "The transfer rests on an adequacy decision that covers some importers only, and nothing"
        " shows that this one is covered."
    ),
    next_step=_(
        "Look the importer up (such as on the Data Privacy Framework List) and record it with its"
        " days, or record another ground."
    ),
    mend=TRANSFERS,
)
kind(
    "transfer_assessment_missing",
    Severity.HIGH,
    gdpr(46, 1),
    cjeu("C-311/18", 134),
    edpb("01/2020"),
    sentence=_(
        "The transfer rests on safeguards, without an assessment of whether the law of the country"
        " allows the importer to keep to them, or without the measures that it asks for."
    ),
    next_step=_(
        "Do a transfer impact assessment and record its outcome, with the supplementary measures."
    ),
    mend=TRANSFERS,
)
kind(
    "transfer_assessment_overdue",
    Severity.MEDIUM,
    gdpr(46, 1),
    edpb("01/2020"),
    sentence=_("The transfer impact assessment has not been reviewed by the day set for it."),
    next_step=_("Review the assessment, and record the outcome with the next day."),
    mend=TRANSFERS,
)
kind(
    "transfer_module_unfit",
    Severity.MEDIUM,
    gdpr(46, 2, "c"),
    gdpr(28, 4),
    sentence=_(
        "The module of the standard contractual clauses that was signed is not the one that the"
        " roles of exporter and importer ask for."
    ),
    next_step=_("Sign the module that fits the roles, and record it with the transfer."),
    mend=TRANSFERS,
)
kind(
    "transfer_told_otherwise",
    Severity.MEDIUM,
    gdpr(5, 2),
    gdpr(28, 4),
    gdpr(30, 2, "c"),
    sentence=_(
        "Others are told that the data at this sub-processor rests on one ground, or goes nowhere,"
        " and the register of transfers shows another."
    ),
    next_step=_(
        "Find out which is right; then change what is told of the sub-processor, or record the"
        " transfer's ground."
    ),
    mend=TRANSFERS,
)
