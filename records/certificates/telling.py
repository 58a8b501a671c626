"""A certificate in the reader's words: for the admin, the portal and paper."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from records.choices import CERTIFIED, REWRITTEN, JobState, Strategy, Technique
from roles.choices import Role
from voipgrid_privacy.kernel.law import parse

Body = dict[str, Any]
Line = tuple[str, str]
NONE: Final = "–"


def title(body: Body) -> str:
    """Return what the certificate is called: of deletion only where rows were deleted."""
    if body["technique"]["code"] == Technique.DELETE:
        return _("Certificate of deletion")
    if body["technique"]["code"] == Technique.RECTIFY:
        return _("Certificate of rectification")
    return _("Certificate of a retention run")


def sentence(body: Body) -> str:
    """Return the certificate in short: what was due, done, spared, and what is not known."""
    words = {
        "due": number_format(body["rows_due_at_start"]),
        "rows": number_format(body["rows_done"]),
        "held": number_format(body["verification"]["rows_on_hold"] or 0),
        "rule": body["rule"]["code"],
        "day": _day(body["run"]["cut_off_date"]),
        "what": _said(body["technique"]["name"]),
    }
    return " ".join(text % words for text in (_in_short(body), *_besides(body)))


def _in_short(body: Body) -> str:
    if body["verification"]["rows_on_hold"]:
        return ngettext(
            "Of %(due)s row due by %(rule)s on %(day)s, %(rows)s is done;"
            " legal holds spared %(held)s.",
            "Of %(due)s rows due by %(rule)s on %(day)s, %(rows)s are done;"
            " legal holds spared %(held)s.",
            body["rows_due_at_start"],
        )
    return ngettext(
        "Of %(due)s row due by %(rule)s on %(day)s, %(rows)s is done.",
        "Of %(due)s rows due by %(rule)s on %(day)s, %(rows)s are done.",
        body["rows_due_at_start"],
    )


def _besides(body: Body) -> Iterator[str]:
    if body["run"]["outcome"] not in {JobState.DONE, REWRITTEN}:
        yield _("The run stopped before its end.")
    if body["verification"]["rows_still_due"] is None:
        yield _("What is left could not be counted.")
    yield _("Technique: %(what)s.")
    if body.get("rewritten"):
        yield _("Afterwards the table was written anew.")


def sections(body: Body) -> list[tuple[str, list[Line]]]:
    """Return all that people read of it: headings, each with names and values."""
    return [
        (_("The rule"), list(_rule(body))),
        (_("What was done"), list(_done(body))),
        (_("How far gone"), list(_gone(body))),
        (_("Counted again afterwards"), list(_counted(body))),
        (_("The run"), list(_run(body))),
    ]


def proof(body: Body, hash_: str, key: str) -> list[Line]:
    """Return what the verifier looks at."""
    return [
        (_("Certificate"), body["id"]),
        (_("Chain"), _("%(chain)s, number %(number)s") % body),
        (_("Hash of the one before"), body["previous"]),
        (_("Hash"), hash_),
        (_("Public key"), key),
    ]


def _rule(body: Body) -> Iterator[Line]:
    rule, term = body["rule"], body["rule"]["term"]
    element = _said(rule["data_element_in_words"])
    yield _("Code"), rule["code"]
    yield _("Data"), _said(rule["data_category_in_words"]) + (f": {element}" if element else "")
    yield _("Term"), _term(term["months"], term["days"])
    yield _("Starts at"), _said(rule["start_event_in_words"])
    yield _("Then"), _said(rule["end_action"])
    yield _("Whose decision"), _decision(body)
    yield _("Legal ground"), "; ".join(_cited(ground["citation"]) for ground in rule["grounds"])
    yield _("Source"), _said(rule["source"]["title"])


def _decision(body: Body) -> str:
    rule = body["rule"]
    role = str(Role(rule["decided_as"]).label)
    if rule["decided_by_standard"]:
        return _("standard instruction (%(role)s)") % {"role": role}
    return _("party %(party)s (%(role)s)") % {"party": rule["decided_by"], "role": role}


def _done(body: Body) -> Iterator[Line]:
    technique, store = body["technique"], body["store"]
    yield _("Where"), f"{_said(store['name'])}, {store['table']}"
    yield _("Technique"), _said(technique["name"])
    if technique["emptied_columns"]:
        yield _("Emptied columns"), ", ".join(technique["emptied_columns"])
    if technique.get("rectified_columns"):
        yield _("Rectified columns"), ", ".join(technique["rectified_columns"])
    yield _("What that guarantees"), _said(technique["guarantee"])
    if technique["smallest_class_of_rows"] is not None:
        yield _("Smallest group of equal rows"), number_format(technique["smallest_class_of_rows"])
    yield _("Rows due at the start"), number_format(body["rows_due_at_start"])
    yield _("Rows done"), number_format(body["rows_done"])
    if ways := body.get("rows_by_way"):
        shown = [f"{Strategy(way).label}: {number_format(rows)}" for way, rows in ways.items()]
        yield _("How"), "; ".join(shown)
    yield _("Batches"), _batches([batch["rows"] for batch in body["batches"]])
    if body.get("rows_in_doubt"):
        yield _("Rows in doubt"), number_format(body["rows_in_doubt"])


def _batches(rows: list[int]) -> str:
    if not rows:
        return "0"
    words = {"n": number_format(len(rows)), "least": min(rows), "most": max(rows)}
    text = ngettext(
        "%(n)s batch, of %(most)s rows", "%(n)s batches, of %(least)s to %(most)s rows", len(rows)
    )
    return text % words


def _gone(body: Body) -> Iterator[Line]:
    states = body["states"]
    reached = {
        "WHOLE": _("yes, since %(day)s"),
        "PART": _("in part: what was done until %(day)s"),
        "NONE": _("no"),
        "NOT_COUNTED": _("not known: what is left could not be counted"),
    }
    day = _day(states["logically_erased_date"])
    deleted = body["technique"]["code"] == Technique.DELETE
    label = _("Logically erased") if deleted else _("Values replaced")
    yield label, reached[states["logically_erased"]] % {"day": day}
    yield _("Physically erased"), _("yes") if states["physically_erased"] else _("no")
    if rewritten := body.get("rewritten"):
        yield _("Table written anew"), _moment(rewritten["done_at"])
        yield _("Added to certificate"), _numbered(body)
    yield _("Log expires on"), _day(states["log_expires_date"])
    yield _("Backups expire on"), _day(states["backups_expire_date"])
    yield _("What this means"), _said(states["caveat"])


def _numbered(body: Body) -> str:
    earlier: Body = body["adds_to"]
    return _("number %(number)s (%(id)s)") % earlier


def _counted(body: Body) -> Iterator[Line]:
    found = body["verification"]
    yield _("Counted on"), _moment(found["recounted_at"])
    if found["not_possible"]:
        yield (
            _("Result"),
            _("The store could not be counted (%(code)s).") % {"code": found["not_possible"]},
        )
        return
    yield _("Still due"), number_format(found["rows_still_due"])
    yield _("Spared by legal holds"), number_format(found["rows_on_hold"])
    if (undated := body.get("rows_without_start_date")) is not None:
        yield _("Without a start date"), number_format(undated)


def _run(body: Body) -> Iterator[Line]:
    run, operator = body["run"], body["operator"]
    yield _("Outcome"), str(dict(CERTIFIED)[run["outcome"]])
    yield _("Cut-off day"), _day(run["cut_off_date"])
    yield _("Started"), _moment(run["started_at"])
    yield _("Finished"), _moment(run["finished_at"] or run["last_batch_at"])
    asked = operator.get("requested_by") or operator["requested"]
    names = {
        "system": _("the schedule"),
        "schedule": _("the schedule"),
        "officer": _("an officer of VoIPGRID"),
    }
    yield _("Asked for by"), names.get(asked, asked)
    if approved := operator.get("approved_by"):
        yield _("Approved by"), approved
    elif operator.get("approved_by_another"):
        yield _("Approved by"), _("another officer of VoIPGRID")


def _term(months: int, days: int) -> str:
    parts = [
        ngettext("%(n)s month", "%(n)s months", months) % {"n": months} if months else "",
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
    ]
    return " ".join(filter(None, parts)) or _("at once")


def _said(text: dict[str, str] | None) -> str:
    return text["en" if (get_language() or "nl").startswith("en") else "nl"] if text else ""


def _cited(citation: str) -> str:
    cite = parse(citation)
    return str(cite) if (get_language() or "nl").startswith("en") else cite.in_dutch


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else NONE


def _moment(text: str | None) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "j F Y H:i") if text else NONE
