"""What is stated after a service is possible, and what a law has kept is answered for later."""

from importlib import import_module

from django.db import migrations

_FIRST = import_module("roles.migrations.0049_ends_of_service")
_LAST = import_module("roles.migrations.0052_what_both_agreed")
BEGAN = "least(lower(a.valid_during), a.processor_signed_on, a.controller_signed_on)"
LATER = "    IF NEW.said_on > legal_today() THEN"
NOT_ITS_OWN = "    NEW.number := coalesce(last.number, 0) + 1;"
NO_STATUTE = "    IF NEW.statute_id IS NOT NULL"


def changed(sql: str, *changes: tuple[str, str]) -> str:
    """Return SQL with each of the changes, which must all have a place in it."""
    for old, new in changes:
        if sql.count(old) != 1:
            raise ValueError(old)
        sql = sql.replace(old, new)
    return sql


STEPS = changed(
    _LAST.STEPS,
    ("SELECT e.*, p.kind", f"SELECT e.*, {BEGAN} AS began, p.kind"),
    ("SELECT s.kind, s.number INTO", "SELECT s.kind, s.number, s.said_on INTO"),
    (
        LATER,
        "    IF NEW.said_on < coalesce(last.said_on, ended.began) THEN\n"
        "        PERFORM agreement_refuse('end_earlier');\n    END IF;\n" + LATER,
    ),
    (
        "NEW.kind = 'STATED' AND last.kind = 'CONFIRMED'\n",
        "NEW.kind = 'STATED' AND last.kind = 'CONFIRMED' AND NOT EXISTS (\n"
        "           SELECT 1 FROM roles_endoutcome o WHERE o.step_id = stated\n"
        "           AND o.outcome = 'KEPT' AND o.until <= legal_today())\n",
    ),
    (
        "NEW.document_id IS NULL AND btrim(NEW.text) = ''",
        "NEW.document_id IS NULL AND NEW.text !~ '[[:alnum:]]'",
    ),
    (
        NOT_ITS_OWN,
        "    IF NEW.document_id IS NOT NULL AND NOT EXISTS (\n"
        "        SELECT 1 FROM roles_agreementdocument d WHERE d.id = NEW.document_id\n"
        "        AND d.kind = 'PROOF') THEN\n"
        "        PERFORM agreement_refuse('end_no_proof');\n    END IF;\n" + NOT_ITS_OWN,
    ),
)
OUTCOMES = changed(
    _LAST.again(_FIRST.GUARDS, "end_outcome_guard"),
    ("$$\nBEGIN", "$$\nDECLARE\n    said record;\nBEGIN"),
    (
        NO_STATUTE,
        f"""    SELECT s.said_on, s.text, e.ended_on, {BEGAN} AS began INTO said FROM roles_endstep s
        JOIN roles_endofservice e ON e.id = s.end_id JOIN roles_agreement a ON a.id = e.agreement_id
        WHERE s.id = NEW.step_id;
    IF NEW.until <= said.said_on THEN
        PERFORM agreement_refuse('end_kept_until_past');
    END IF;
    IF NEW.done_on > said.said_on THEN
        PERFORM agreement_refuse('end_later');
    END IF;
    IF NEW.done_on < said.began THEN
        PERFORM agreement_refuse('end_earlier');
    END IF;
    IF NEW.done_on < said.ended_on AND said.text !~ '[[:alnum:]]' THEN
        PERFORM agreement_refuse('end_done_before');
    END IF;
"""
        + NO_STATUTE,
    ),
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0052_what_both_agreed")]

    operations = [
        migrations.RunSQL(
            [STEPS + OUTCOMES], [_LAST.STEPS + _LAST.again(_FIRST.GUARDS, "end_outcome_guard")]
        )
    ]
