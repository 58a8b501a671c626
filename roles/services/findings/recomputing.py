"""Keeping the findings up to date: what facts that changed touch, and once a day everything.

Triggers leave marks in the transaction of every change. A refresh takes the marks, computes the
causes around those parties anew, and settles the findings to which these contribute. Reading
everything gives the same by another way, so the one checks the other.
"""

from collections import Counter
from datetime import date

from django.db import connection

from roles.findings import Scopes, run_checks
from roles.findings.scopes import widened
from roles.models import FindingMark, FindingRun
from roles.services.findings.causes import write_causes
from roles.services.findings.settling import settle
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LOCK = "hashtext('roles_finding.recompute')"
MANY = 2_000
"""Around more parties than these, reading everything once is quicker."""


@use_case
def recompute_findings(*, on: date, by: Viewer) -> Counter[str]:
    """Open what is wrong on ``on``, resolve what no longer is; return counts of each.

    Reads everything. Running again changes nothing. An accepted finding stays accepted while
    its cause lasts.
    """
    by.must(Ability.JUDGE_FINDINGS)
    with connection.cursor() as cursor:  # two recomputations at once would each open the same
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
    FindingMark.objects.all().delete()
    done = _settled(on, None)
    FindingRun.objects.create(on=on, **{name: done[name] for name in COUNTS})
    return done


COUNTS = ("opened", "resolved", "changed")


@use_case
def refresh_findings(*, on: date, by: Viewer) -> Counter[str]:
    """Bring the findings up to date with what changed since; return counts of each.

    On a new day everything is read, because facts begin and end by themselves. Returns nothing
    when another process is at it: what changed stays marked until someone has done it.
    """
    by.must(Ability.JUDGE_FINDINGS)
    if not _our_turn():
        return Counter()
    last = FindingRun.objects.order_by("-pk").first()
    if last is None or last.on != on:
        return recompute_findings(on=on, by=by)
    scopes = _taken()
    if scopes is None or len(scopes) > MANY:
        return recompute_findings(on=on, by=by)
    return _settled(on, scopes) if scopes else Counter()


def _our_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({LOCK})")
        row = cursor.fetchone()
    return bool(row and row[0])


def _taken() -> Scopes:
    """Take the marks of what has been committed; return around whom to look, None: everywhere.

    What is read afterwards is at least as new as the marks, so no change is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM roles_findingmark RETURNING party, below")
        marks = cursor.fetchall()
    if any(party is None for party, _below in marks):
        return None
    return widened(marks)


def _settled(on: date, scopes: Scopes) -> Counter[str]:
    touched = write_causes(run_checks(on, scopes), scopes)
    return settle(None if scopes is None else touched, on)
