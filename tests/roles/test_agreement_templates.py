"""A wording answers everything that the law asks, or it is not published; then it is fixed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from roles.agreements.models import AgreementTemplate, ClauseItem, TemplateClause
from roles.agreements.refusals import NoTemplate, TemplateFixed, TemplateIncomplete
from roles.agreements.services import (
    copy_template,
    generate_document,
    publish_template,
    record_agreement,
    withdraw_template,
    word_clause,
)
from tests.roles.sub_processors.chain import noon
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

ASKED = ("subject", *"abcdefgh", "authorisation", "flow-down")
ON = date(2026, 3, 1)
WORDS = Localised("Andere woorden.", "Other words.")


def shipped() -> AgreementTemplate:
    return AgreementTemplate.objects.get(code="verwerkersovereenkomst", version="2026.1")


def test_the_law_asks_for_every_letter_and_says_where(shared_cast):
    items = ClauseItem.objects.in_force(ON)
    assert tuple(items.values_list("code", flat=True)) == (
        "subject",
        *"abcdefgh",
        "authorisation",
        "flow-down",
    )
    assert {str(item.citation) for item in items if len(item.code) == 1} == {
        f"GDPR Art. 28(3)({letter})" for letter in "abcdefgh"
    }
    assert not ClauseItem.objects.in_force(date(2018, 5, 24)).exists()


@pytest.mark.parametrize("missing", ASKED)
def test_a_wording_without_one_item_is_not_published_by_anyone(shared_cast, missing):
    made = copy_template(template=shipped(), version="x", by=SYSTEM)
    TemplateClause.objects.get(template=made, item__code=missing).delete()
    with pytest.raises(TemplateIncomplete), transaction.atomic():
        publish_template(template=made, on=ON, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementTemplate.objects.filter(pk=made.pk).update(published_on=ON)


def test_an_item_answered_with_nothing_is_not_answered(shared_cast):
    made = copy_template(template=shipped(), version="x", by=SYSTEM)
    clause = TemplateClause.objects.filter(template=made, item__code="g")
    clause.update(text={"nl": "Wissen.", "en": "  "})
    with pytest.raises(TemplateIncomplete), transaction.atomic():
        publish_template(template=made, on=ON, by=SYSTEM)
    clause.update(text={"nl": "Wissen.", "en": "Delete."})
    assert publish_template(template=made, on=ON, by=SYSTEM).published_on == ON


def test_a_wording_for_a_day_before_the_law_answers_nothing(shared_cast):
    made = copy_template(template=shipped(), version="x", by=SYSTEM)
    with pytest.raises(TemplateIncomplete), transaction.atomic():
        publish_template(template=made, on=date(2018, 5, 24), by=SYSTEM)


def test_what_is_published_does_not_change_whoever_writes(shared_cast):
    item = ClauseItem.objects.get(code="a")
    with pytest.raises(TemplateFixed), transaction.atomic():
        word_clause(template=shipped(), item=item, heading=WORDS, text=WORDS, by=SYSTEM)
    clauses = TemplateClause.objects.filter(template=shipped())
    other = copy_template(template=shipped(), version="x", by=SYSTEM)
    for touch in (
        lambda: clauses.update(text={"nl": "x", "en": "x"}),
        lambda: clauses.filter(item=item).update(template=other),
        clauses.delete,
        lambda: AgreementTemplate.objects.filter(pk=shipped().pk).update(published_on=None),
        lambda: AgreementTemplate.objects.filter(pk=shipped().pk).update(version="y"),
        lambda: TemplateClause.objects.filter(template=other).update(template=shipped()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            touch()


def test_a_draft_is_worded_by_officers_alone(shared_cast, olga, eve):
    made = copy_template(template=shipped(), version="x", by=olga)
    item = ClauseItem.objects.get(code="a")
    word_clause(template=made, item=item, heading=WORDS, text=WORDS, by=olga)
    assert str(made.clauses.get(item=item).text.nl) == "Andere woorden."
    for use in (publish_template, withdraw_template):
        with pytest.raises(NotAllowed):
            use(template=made, on=ON, by=eve)


def test_agreements_are_made_from_the_newest_wording_that_is_in_use(shared_cast):
    newer = copy_template(template=shipped(), version="2026.2", by=SYSTEM)
    publish_template(template=newer, on=ON, by=SYSTEM)
    usable = AgreementTemplate.objects.usable
    assert usable(date(2026, 2, 1)).first() == shipped()
    assert usable(ON).first() == newer
    withdraw_template(template=newer, on=date(2026, 4, 1), by=SYSTEM)
    withdraw_template(template=shipped(), on=date(2026, 4, 1), by=SYSTEM)
    assert not usable(date(2026, 4, 1)).exists()
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    made = record_agreement(
        processor=shared_cast.belfabriek, controller=shared_cast.bakker, on=ON, by=SYSTEM
    )
    with pytest.raises(NoTemplate):
        generate_document(agreement=made, at=noon("2026-04-01"), by=SYSTEM)
