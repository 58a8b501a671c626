"""Measures: one of each partner, and what another might try with them."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from roles.models import Agreement, Measure, Party, TakenMeasure
from tests.tenancy.asking import insert
from tests.tenancy.cast import LONG_AGO, Cast


def a_measure(partner: Party) -> None:
    """Let a partner state that it takes a measure of its own."""
    text = {"nl": "woord", "en": "word"}
    own = Measure.objects.create(
        code=f"own-{partner.pk}", kind="PEOPLE", name=text, description=text, party=partner
    )
    TakenMeasure.objects.create(
        party=partner,
        measure=own,
        valid_during=LONG_AGO,
        stated_at=timezone.now(),
        entered_by="PARTY",
    )


def on_measures(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve = cast.belfabriek.pk, cast.eve.pk
    words = {"name": '{"nl": "x", "en": "x"}', "description": '{"nl": "x", "en": "x"}'}
    mine, hers = (Measure.objects.get(party=party).pk for party in (me, eve))
    her_agreement = Agreement.objects.get(controller=cast.eves_customer).pk

    def a_statement(**values) -> tuple[str, list]:
        during = DateRange(date(2010, 1, 1), date(2011, 1, 1))
        usual = {"party_id": me, "measure_id": mine, "agreement_id": None, "evidence": ""}
        more = {"name": "", "stated_at": timezone.now(), "entered_by": "PARTY"}
        return insert("roles_takenmeasure", valid_during=during, **{**usual, **more, **values})

    return {
        "a measure in another's name": insert(
            "roles_measure", code="x", kind="PEOPLE", party_id=eve, **words
        ),
        "a measure for everyone": insert(
            "roles_measure", code="x", kind="PEOPLE", party_id=None, **words
        ),
        "its own measure, given to another": (
            "UPDATE roles_measure SET party_id = %s WHERE id = %s",
            [eve, mine],
        ),
        "a statement in another's name": a_statement(party_id=eve, measure_id=hers),
        "a statement of the platform": a_statement(party_id=cast.platform.pk),
        "a statement of another's measure": a_statement(measure_id=hers),
        "a statement under another's agreement": a_statement(agreement_id=her_agreement),
        "a statement that the office made": a_statement(entered_by="OFFICE"),
        "another's statement, ended": (
            (
                "UPDATE roles_takenmeasure SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE party_id = %s"
            ),
            [eve],
        ),
        "its own statement, given to another": (
            "UPDATE roles_takenmeasure SET party_id = %s WHERE party_id = %s",
            [eve, me],
        ),
        "its own statement, removed": ("DELETE FROM roles_takenmeasure", []),
    }
