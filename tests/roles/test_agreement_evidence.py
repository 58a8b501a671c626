"""Evidence per item: who enters it, what it points at, and that it is only added to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from roles.agreements.evidence import evidence_of
from roles.agreements.models import ClauseEvidence, ClauseItem
from roles.agreements.refusals import EvidenceLink, EvidenceOfOthers, EvidenceUnfit
from roles.agreements.services import add_evidence, log_instruction, record_agreement
from roles.models import Measure, Source
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

NOW, DAY = timezone.now(), date(2026, 2, 1)


@pytest.fixture
def chain(shared_cast):
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    return shared_cast


def agreed(chain, processor=None, controller=None):
    pair = {"processor": processor or chain.belfabriek, "controller": controller or chain.bakker}
    return record_agreement(**pair, on=DAY, by=SYSTEM)


def item(code="h") -> ClauseItem:
    return ClauseItem.objects.get(code=code)


def shows(agreement, by=SYSTEM, **more) -> ClauseEvidence:
    given = {"kind": "LINK", "reference": "https://audit.example/2026", "item": item(), **more}
    return add_evidence(agreement=agreement, **given, at=NOW, by=by)


def absent(agreement, viewer=SYSTEM):
    shown = evidence_of(agreement=agreement, viewer=viewer, on=DAY)
    return "".join(each.item.code for each in shown if not each.rows)


def test_either_side_enters_evidence_and_what_has_none_is_named(chain, manager_of):
    made, bella = agreed(chain), manager_of(chain.belfabriek)
    assert absent(made) == "abcdefgh"
    with partner_scope(bella):
        assert shows(made, bella).entered_by == "PROCESSOR"
        assert absent(made, bella) == "abcdefg"
    above = agreed(chain, chain.platform, chain.belfabriek)
    with partner_scope(bella):
        row = shows(above, bella, kind="NOTE", reference="", note="Audit gedaan.", name="Bella Bel")
        assert row.entered_by == "CONTROLLER"
    assert shows(above, item=item("c")).entered_by == "OFFICE"
    assert absent(above) == "abdefg"


def test_evidence_points_at_what_its_kind_names(chain):
    made = agreed(chain)
    for wrong in (
        {"reference": ""},
        {"kind": "MEASURE", "reference": ""},
        {"kind": "CERTIFICATE", "reference": " "},
        {"kind": "NOTE", "reference": "", "note": "x"},
    ):
        with pytest.raises(EvidenceUnfit):
            shows(made, **wrong)
    for address in ("javascript:alert(1)", "ftp://example.com/x", "zie map"):
        with pytest.raises(EvidenceLink):
            shows(made, reference=address)
    said = told(made)
    row = shows(made, kind="INSTRUCTION", instruction=said, reference="", item=item("a"))
    assert row.shown == str(said)
    with pytest.raises(EvidenceUnfit), transaction.atomic():  # the database: of one kind only
        shows(made, kind="LINK", instruction=said)


def told(agreement):
    given = {"text": "Wis alles.", "given_by": "B. Bakker", "on": DAY}
    return log_instruction(agreement=agreement, **given, at=NOW, by=SYSTEM)


def test_a_measure_of_the_catalogue_is_evidence(chain):
    words = {"nl": "Versleuteling", "en": "Encryption"}
    given = {"code": "x-encryption", "kind": "ENCRYPTION", "source": Source.objects.first()}
    measure = Measure.objects.create(**given, name=words, description=words)
    row = shows(agreed(chain), kind="MEASURE", measure=measure, reference="", item=item("c"))
    assert row.shown == str(measure)


def test_an_instruction_of_another_agreement_is_no_evidence(chain):
    made, other = agreed(chain), agreed(chain, chain.platform, chain.belfabriek)
    said = told(other)
    with pytest.raises(EvidenceOfOthers):
        shows(made, kind="INSTRUCTION", instruction=said, reference="")
    with pytest.raises(IntegrityError, match="of_others"), transaction.atomic():
        bare(made, kind="INSTRUCTION", instruction=said)


def bare(agreement, **more):
    given = {"item": item(), "kind": "LINK", "reference": "https://x.example", "entered_at": NOW}
    return ClauseEvidence.objects.create(
        agreement=agreement, **{**given, "entered_by": "OFFICE", **more}
    )


def test_strangers_neither_read_nor_write_evidence(chain, manager_of):
    made, spraak = agreed(chain), manager_of(chain.spraakwerk)
    shows(made)
    with partner_scope(spraak):
        assert not ClauseEvidence.objects.visible_to(spraak).exists()
        with pytest.raises(NotFound):
            shows(made, spraak)
    with pytest.raises(NotAllowed):
        shows(made, replace(manager_of(chain.belfabriek), abilities=frozenset()))


def test_nobody_enters_evidence_as_if_the_other_did(chain, manager_of):
    bella, made = manager_of(chain.belfabriek), agreed(chain)
    for other in ("CONTROLLER", "OFFICE"):
        with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(bella):
            bare(made, entered_by=other)
    with partner_scope(bella):
        bare(made, entered_by="PROCESSOR")


def test_the_database_dates_evidence_and_only_lets_words_go(chain):
    row = bare(agreed(chain), note="x", entered_at=NOW - timedelta(days=900))
    row.refresh_from_db()
    assert row.entered_at >= NOW
    rows = ClauseEvidence.objects.filter(pk=row.pk)
    for touch in ({"note": "y"}, {"kind": "NOTE"}, {"reference": "https://y.example"}):
        with pytest.raises(IntegrityError, match="evidence_fixed"), transaction.atomic():
            rows.update(**touch)
    with pytest.raises(IntegrityError, match="evidence_fixed"), transaction.atomic():
        rows.delete()
    assert rows.update(note="", reference="", name="") == 1
