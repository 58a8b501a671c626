"""What a certificate says: facts, figures and honest sentences, and of no person anything."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from records.certificates.counted import Counted, Part
from records.certificates.guarantees import Files, caveat_of, guarantee_of
from records.certificates.models import Certificate
from records.choices import JobState, StartEvent, Technique
from records.engine.models import AnonymisationJob
from records.engine.rewrites.models import TableRewrite
from voipgrid_privacy.kernel.text import in_both_languages

Body = dict[str, Any]


def stop_of(job: AnonymisationJob, outcome: str) -> str:
    """Return the name of the moment at which a run stopped, or at which its files were gone."""
    return f"{job.pk}/{outcome}/{job.sweep}/{job.batches_done}"


def common(job: AnonymisationJob, found: Counted) -> Body:
    """Return what the certificate of a run and those of its parts have in common.

    Who asked and who approved are staff: a party reads that it was an officer, and not which one.
    """
    return {
        "run": _run(job, found),
        "rule": _rule(job),
        "store": _store(job),
        "technique": _technique(job, found.files),
        "operator": {
            "requested": "officer" if job.requested_by else "schedule",
            "approved_by_another": job.approved_by is not None,
        },
    }


def figures(job: AnonymisationJob, part: Part, found: Counted) -> Body:
    """Return the figures of a run or of one party in it, and how far gone its rows are."""
    return {
        "rows_due_at_start": part.due,
        "rows_done": part.done,
        "rows_by_way": {way: part.ways[way] for way in sorted(part.ways)},
        "batches": [
            {"number": number, "rows": rows}
            for number, rows in zip(part.numbers, part.rows, strict=True)
        ],
        "parts": [],
        "states": _states(job, part, found),
        "verification": {
            "recounted_at": instant(found.recount.at),
            "not_possible": found.recount.problem or None,
            "rows_still_due": part.left,
            "rows_on_hold": part.held,
        },
    }


def of_the_whole(job: AnonymisationJob, found: Counted) -> Body:
    """Return what only the certificate of the whole run says."""
    recount = found.recount
    batches = zip(found.evidence.items(), found.whole.rows, strict=True)
    return {
        "operator": {
            "requested_by": str(job.requested_by or "system"),
            "approved_by": str(job.approved_by) if job.approved_by else None,
            "approved_at": instant(job.approved_at),
        },
        "batches": [
            {"number": number, "sweep": sweep, "rows": rows, "digest": digest}
            for (number, (sweep, digest)), rows in batches
        ],
        "rows_left_at_the_end": job.rows_left,
        "batches_in_doubt": found.doubtful_batches,
        "rows_in_doubt": found.doubtful_rows,
        "holds_placed_or_released_since_the_start": recount.holds - job.hold_epoch,
        "rows_without_start_date": recount.found.undated if recount.found else None,
        "progress_equals_evidence": job.rows_done == found.whole.done,
    }


def instant(moment: datetime | None) -> str | None:
    """Return an instant in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def later(earlier: Certificate, rewrite: TableRewrite) -> Body:
    """Return what only a later statement says: what was done since, and to what it is added."""
    return {
        "rewritten": {
            "began_at": instant(rewrite.began_at),
            "done_at": instant(rewrite.done_at),
        },
        "adds_to": {
            "id": str(earlier.pk),
            "number": earlier.number,
            "hash": bytes(earlier.hash).hex(),
        },
    }


def _run(job: AnonymisationJob, found: Counted) -> Body:
    outcome = found.outcome or job.state
    return {
        "id": str(job.pk),
        "stop": stop_of(job, outcome),
        "outcome": outcome,
        "cut_off_date": job.cut_off.isoformat(),
        "formula": job.formula,
        "planned_at": instant(job.planned_at),
        "started_at": instant(job.started_at),
        "last_batch_at": instant(found.whole.last_at),
        "finished_at": instant(job.finished_at),
    }


def _rule(job: AnonymisationJob) -> Body:
    rule = job.rule
    return {
        "code": rule.code,
        "version": job.rule_version,
        "data_category": rule.category.code,
        "data_category_in_words": asdict(rule.category.name),
        "data_element": rule.element.code if rule.element else None,
        "data_element_in_words": asdict(rule.element.name) if rule.element else None,
        "term": {"months": job.term_months, "days": job.term_days},
        "start_event": job.start_event,
        "start_event_in_words": _both(StartEvent(job.start_event).label),
        "end_action": _both(Technique(job.technique).label),
        "decided_by": str(rule.decided_by_id),
        "decided_by_standard": rule.decided_by.is_model,
        "decided_as": rule.role,
        "grounds": [{"citation": str(cite), "url": cite.url} for cite in rule.cites],
        "source": {
            "code": rule.source.code,
            "title": asdict(rule.source.title),
            "url": rule.source.url,
        },
    }


def _store(job: AnonymisationJob) -> Body:
    store = job.store
    return {
        "code": store.code,
        "name": asdict(store.name),
        "kind": store.kind,
        "table": str(job.table) if job.table else "records_calldetailrecord",
        "log_kept_days": store.wal_retention_days,
        "backups_kept_days": store.backup_retention_days,
    }


def _technique(job: AnonymisationJob, files: Files) -> Body:
    rectified = job.technique == Technique.RECTIFY
    return {
        "code": job.technique,
        "name": _both(Technique(job.technique).label),
        "emptied_columns": [] if rectified else sorted(job.blanks),
        **({"rectified_columns": sorted(job.blanks)} if rectified else {}),
        "guarantee": _both(guarantee_of(job.technique, files)),
        "smallest_class_of_rows": job.smallest_class,
    }


def _states(job: AnonymisationJob, part: Part, found: Counted) -> Body:
    """Say how far gone the rows are: a run in place erases nothing physically."""
    reached, day = _erased(job, part, found)
    store, copies = job.store, day
    if found.rewritten_at:
        copies = timezone.localdate(found.rewritten_at)
    return {
        "logically_erased": reached,
        "logically_erased_date": day and day.isoformat(),
        "physically_erased": found.files != Files.KEPT and reached == "WHOLE",
        "log_expires_date": _after(copies, store.wal_retention_days),
        "backups_expire_date": _after(copies, store.backup_retention_days),
        "caveat": _both(caveat_of(job.technique, found.files)),
    }


def _erased(job: AnonymisationJob, part: Part, found: Counted) -> tuple[str, date | None]:
    """WHOLE is said only of what was counted again: nothing due, on hold or in doubt."""
    day = timezone.localdate(part.last_at) if part.last_at else None
    if part.left is None:
        return "NOT_COUNTED", day
    if day is None:
        return "NONE", None
    remains = part.left or part.held or found.doubtful_batches
    if job.state == JobState.DONE and job.finished_at and not remains:
        return "WHOLE", timezone.localdate(job.finished_at)
    return "PART", day


def _after(day: date | None, days: int) -> str | None:
    return (day + timedelta(days=days)).isoformat() if day else None


def _both(words: str | Promise) -> dict[str, str]:
    return asdict(in_both_languages(words))
