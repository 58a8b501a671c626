"""Signing heads, binding history, and cutting off what has served its term."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.audit.models import AuditChain, AuditCut, AuditEntry, AuditHead, AuditTerm
from voipgrid_privacy.audit.verify_audit import LOGBOOK
from voipgrid_privacy.kernel.auditing import Kind, note
from voipgrid_privacy.kernel.chained import head_text
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.logbook import tracked_models
from voipgrid_privacy.kernel.signing import key_name, signing_key
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PIECE: Final = 10_000
"""How many entries are cut off in one statement."""


class TermInThePast(DomainError):
    """A term that would have begun before today, or before the one in force."""

    code = "audit_term_in_the_past"
    title = _("A term begins today or later, and after the one that is in force.")


@use_case
def sign_audit_heads(*, day: date, until: datetime, by: Viewer) -> int:
    """Sign the head that each chain had at the end of ``day`` (``until``); return how many.

    Once a day, and only chains that moved since their last head: what is published of a day is
    published whole. A day that was missed is made up for by the next.
    """
    by.must(Ability.WRITE_REGISTER)
    if AuditHead.objects.filter(day__gte=day).exists():
        return 0
    known = dict(
        AuditHead.objects.order_by("chain").values_list("chain").annotate(last=Max("number"))
    )
    rows = AuditChain.objects.filter(length__gt=0).order_by("chain")
    moved = (chain for chain in rows.iterator() if chain.length > known.get(chain.chain, 0))
    return len(AuditHead.objects.bulk_create(_heads(moved, day, until, known), batch_size=1_000))


def _heads(
    chains: Iterator[AuditChain], day: date, until: datetime, known: dict[str, int]
) -> Iterator[AuditHead]:
    for chain in chains:
        entries = AuditEntry.objects.filter(chain=chain.chain, at__lt=until)
        last = entries.order_by("-number").only("number", "hash").first()
        if last is not None and last.number > known.get(chain.chain, 0):
            head = bytes(last.hash)
            yield AuditHead(
                chain=chain.chain,
                party_id=chain.party_id,
                day=day,
                number=last.number,
                hash=head,
                key=key_name(),
                signature=_signed(chain.chain, day.isoformat(), last.number, head),
            )


def _signed(chain: str, day: str, number: int, head: bytes) -> bytes:
    return signing_key().sign(head_text(LOGBOOK.format, chain, day, number, head.hex()))


@use_case
@erases("cut-logbook")
def cut_ended(*, at: datetime, by: Viewer) -> int:
    """Cut off what is older than the term that is in force; return how many entries went.

    Up to the last signed head that has nothing younger before it (GDPR Art. 5(1)(e)): what is left
    is proven by that head. The database refuses any other cut. Without a term nothing goes.
    """
    by.must(Ability.RUN_RETENTION)
    term = AuditTerm.objects.in_force(legal_day(at)).first()
    if term is None:
        return 0
    before = at - relativedelta(months=term.months)
    return sum(_cut(chain, before, at) for chain in AuditChain.objects.order_by("chain"))


def _cut(chain: AuditChain, before: datetime, at: datetime) -> int:
    entries = AuditEntry.objects.filter(chain=chain.chain)
    younger = entries.filter(at__gte=before).order_by("number").values_list("number").first()
    heads = AuditHead.objects.filter(chain=chain.chain, number__lte=chain.length)
    if younger:
        heads = heads.filter(number__lt=younger[0])
    head = heads.order_by("-number").first()
    if head is None or not entries.filter(number__lte=head.number).exists():
        return 0
    AuditCut.objects.create(
        chain=chain.chain,
        party_id=chain.party_id,
        number=head.number,
        hash=head.hash,
        day=head.day,
        before=before,
        cut_at=at,
        key=key_name(),
        signature=_signed(chain.chain, f"cut:{head.day}", head.number, bytes(head.hash)),
    )
    gone, _each = entries.filter(number__lte=head.number).delete()
    return gone


@use_case
def set_audit_term(*, months: int, reason: str, on: date, today: date, by: Viewer) -> AuditTerm:
    """Keep the logbook for so many months from ``on``; the term before ends on that day.

    Raises NotAllowed, ``audit_term_in_the_past``, ValidationError for under 6 or over 120.
    """
    by.must(Ability.RUN_RETENTION)
    former = AuditTerm.objects.filter(valid_during__endswith__isnull=True).first()
    if on < today or (former and former.valid_from and on <= former.valid_from):
        raise TermInThePast(field="on")
    term = AuditTerm(valid_during=DateRange(on, None), months=months, reason=reason)
    if former:
        former.valid_during = DateRange(former.valid_from, on)
        former.save(update_fields=("valid_during",))
    term.full_clean()
    term.save(force_insert=True)
    return term


@use_case
def bind_history(*, since: datetime, by: Viewer) -> int:
    """Note the hash of what history gained, unless done ``since`` then; return in how many tables.

    History is written by triggers and is in no chain of its own. With these hashes in the chain of
    the register, a row of history that is changed, removed or put in later is found by whoever
    verifies. Only what no transaction can add to any more is bound.
    """
    by.must(Ability.WRITE_REGISTER)
    if AuditEntry.objects.filter(kind=Kind.HISTORY, at__gte=since).exists():
        return 0
    first, until = _bound_until(), _settled()
    return sum(_bind(model, first, until) for model in tracked_models())


def _bound_until() -> str:
    last = AuditEntry.objects.filter(kind=Kind.HISTORY).order_by("-id").first()
    return str(last.detail["until"]) if last else "2000-01-01 00:00:00+00"


def _settled() -> str:
    """Return the instant before which every transaction that began has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (least(now(), (SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()))"
            " - interval '1 second')::text"
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _bind(model: Any, since: str, until: str) -> bool:
    events = events_of(model)._meta
    columns = sorted(str(field.column) for field in events.concrete_fields)
    rows, digest = hashed(events.db_table, columns, since, until)
    if rows:
        detail = {"since": since, "until": until, "rows": rows, "digest": digest}
        note(
            kind=Kind.HISTORY,
            by="system",
            action=events.db_table,
            detail={**detail, "columns": columns},
        )
    return bool(rows)


def hashed(table: str, columns: list[str], since: str, until: str) -> tuple[int, str]:
    """Return how many rows a table of history gained between two instants, and their hash."""
    quoted = connection.ops.quote_name
    named = ", ".join(map(quoted, columns))
    one = f"sha256(convert_to(jsonb_build_array({named})::text, 'UTF8'))"
    all_ = f"sha256(coalesce(string_agg({one}, ''::bytea ORDER BY pgh_id), ''))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), encode({all_}, 'hex') FROM {quoted(table)}"  # noqa: S608  our tables
            " WHERE pgh_created_at >= %s::timestamptz AND pgh_created_at < %s::timestamptz",
            [since, until],
        )
        row = cursor.fetchone() or (0, "")
    return int(row[0]), str(row[1])
