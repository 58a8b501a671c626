"""Every kind of finding about keeping and erasing."""

from django.utils.translation import gettext_lazy as _

from roles.choices import Owner, Severity
from roles.findings import Mend, kind
from voipgrid_privacy.kernel.law import gdpr, reg_611

RUNS = Mend(admin="admin:records_anonymisationjob_changelist")
RULES = Mend(admin="admin:records_retentionrule_changelist")
STATISTICS = Mend(admin="admin:records_statisticsdecision_changelist", portal="site:statistics")
REWRITES = Mend(admin="admin:records_tablerewrite_changelist")
STORES = Mend(admin="admin:records_datastore_changelist")

kind(
    "retention_overdue",
    Severity.HIGH,
    gdpr(5, 1, "e"),
    sentence=_("Data is past its term and not erased: a run failed, waits or was stopped."),
    next_step=_("Open the run, see what is wrong, and approve it or take it up again."),
    mend=RUNS,
)
kind(
    "retention_start_missing",
    Severity.MEDIUM,
    gdpr(5, 1, "e"),
    gdpr(5, 1, "d"),
    sentence=_("Rows have no date from which their term counts, so they are never due."),
    next_step=_("Have the dates filled in where the rows come from, or erase these rows."),
    mend=RUNS,
)
kind(
    "retention_cannot_run",
    Severity.HIGH,
    gdpr(5, 1, "e"),
    gdpr(28, 3, "a"),
    sentence=_("A retention rule cannot be carried out in its data store as things stand."),
    next_step=_("Map the columns it needs, or choose a technique that the store can carry out."),
    mend=RULES,
)
kind(
    "retention_minimum_outlasts_maximum",
    Severity.MEDIUM,
    gdpr(6, 1, "c"),
    gdpr(5, 1, "e"),
    sentence=_("A law has data kept longer than another rule allows; the law's term is applied."),
    next_step=_("Limit what is kept to the element the law asks for, so that the rest can go."),
    mend=RULES,
)
kind(
    "statistics_month_missing",
    Severity.LOW,
    gdpr(28, 3, "a"),
    sentence=_("Statistics that a partner asked for were not made of a month that is over."),
    next_step=_("See at the decision why: calls that were erased before cannot be counted again."),
    mend=STATISTICS,
)
kind(
    "statistics_budget_used_up",
    Severity.LOW,
    gdpr(25, 1),
    sentence=_("The budget of a year is used up: no more statistics of its months are made."),
    next_step=_("Wait for the next year, or end the decision and decide on another budget."),
    owner=Owner.PARTNER,
    mend=STATISTICS,
)
kind(
    "store_unhealthy",
    Severity.MEDIUM,
    gdpr(32, 1, "b"),
    sentence=_("A data store cannot be reached, has changed, or its account may do too much."),
    next_step=_("Open the data store, see what the last check found, and check again."),
    mend=STORES,
)

kind(
    "files_not_rewritten",
    Severity.MEDIUM,
    gdpr(5, 1, "e"),
    gdpr(32, 1),
    sentence=_("What runs erased is still in the files of a table, which waits to be rewritten."),
    next_step=_("Open the rewrite, and choose when the table may be locked, or put it off."),
    mend=REWRITES,
)

INCIDENTS = Mend(
    admin="admin:incidents",
    portal="site:incidents",
    admin_one=("admin:incident", "dossier"),
    portal_one=("site:incident", "dossier"),
)
kind(
    "incident_clock_over",
    Severity.HIGH,
    gdpr(33, 1),
    reg_611(2, 2),
    sentence=_("The clock of an incident is over, and no notification or reason is on record."),
    next_step=_("Notify the authority now, with the reasons of the delay, and record it."),
    mend=INCIDENTS,
)
kind(
    "incident_notice_unsent",
    Severity.HIGH,
    gdpr(33, 2),
    reg_611(5),
    sentence=_("Parties whose data an incident touches were not told on the day it was known."),
    next_step=_("Send the notices that wait: their clocks start when they are told."),
    mend=INCIDENTS,
)

REQUESTS = Mend(
    admin="admin:subject_requests",
    admin_query="state=open",
    portal="site:requests",
    portal_query="state=open",
    admin_one=("admin:subject_request", "request"),
    portal_one=("site:request", "request"),
)
kind(
    "request_overdue",
    Severity.HIGH,
    gdpr(12, 3),
    gdpr(12, 4),
    sentence=_("A request of a data subject was not answered by the day the law gives."),
    next_step=_("Answer it now, or refuse it with reasons, and say why it took longer."),
    mend=REQUESTS,
)
kind(
    "request_forwarded_late",
    Severity.MEDIUM,
    gdpr(28, 3, "e"),
    sentence=_(
        "A request was not sent on to whom it is for within the hours that we set for it ourselves;"
        " an agreement may ask for it sooner."
    ),
    next_step=_("Forward it now: the month of whoever answers it is running since receipt."),
    mend=REQUESTS,
)
kind(
    "request_extended_late",
    Severity.HIGH,
    gdpr(12, 3),
    sentence=_(
        "An extension was announced after the first month, so it does not count: the answer is due"
        " one month after receipt."
    ),
    next_step=_("Answer now. Check whether the day on which it was announced is right."),
    mend=REQUESTS,
)
kind(
    "request_identity_awaited",
    Severity.LOW,
    gdpr(12, 2),
    gdpr(12, 6),
    sentence=_("Proof of identity was asked more than two weeks ago, and nothing came of it yet."),
    next_step=_(
        "Ask again, or another way; confirm who asks, or say that it could not be confirmed."
    ),
    mend=REQUESTS,
)
kind(
    "request_ended_unanswered",
    Severity.HIGH,
    gdpr(12, 3),
    gdpr(12, 4),
    sentence=_("A request was closed while a part of it was neither answered nor refused."),
    next_step=_("Reopen it, and answer or refuse what is left, with the reasons."),
    mend=Mend(
        admin="admin:subject_requests",
        admin_query="state=done",
        portal="site:requests",
        portal_query="state=done",
        admin_one=("admin:subject_request", "request"),
        portal_one=("site:request", "request"),
    ),
)
kind(
    "request_recipients_untold",
    Severity.HIGH,
    gdpr(19),
    sentence=_(
        "Data were rectified, erased or restricted, and recipients were not told, nor is it on"
        " record why not."
    ),
    next_step=_(
        "Tell each recipient of the change, or put on record why that is impossible or takes a"
        " disproportionate effort."
    ),
    mend=Mend(
        admin="admin:subject_requests",
        admin_query="state=done",
        portal="site:requests",
        portal_query="state=done",
        admin_one=("admin:subject_request", "request"),
        portal_one=("site:request-answer", "part"),
    ),
)
