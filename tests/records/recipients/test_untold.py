"""A change of which recipients were not told is a finding of who tells them, until they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.findings.recipients import recipients_untold
from records.models import (
    AnonymisationJob,
    AnswerGroup,
    AnswerSearch,
    RequestPart,
    RetentionRule,
)
from records.recipients import services
from records.recipients.choices import WhyNot
from records.recipients.queries import recipients_of
from records.requests import services as requests
from roles.findings import finding_type
from roles.models import Finding, FindingMark
from roles.services import recompute_findings
from tests.records.requests.conftest import SAID, TODAY
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
TOLD = {**SAID, "change": "ERASED"}


def found(on: Any = TOMORROW, scopes: Any = None) -> list[tuple[Any, int | None]]:
    return [(each.party, each.number) for each in recipients_untold(on, scopes)]


def erased(part: RequestPart, rows: int = 3) -> None:
    """A run of the engine erased something that was found."""
    rule = _rule(part)
    AnonymisationJob.objects.create(
        rule=rule,
        rule_version=1,
        store=rule.store,
        cut_off=TODAY,
        start_event=rule.start_event,
        term_months=0,
        term_days=0,
        technique="DELETE",
        formula="request",
        request_part=part,
        keys=[1, 2, 3],
        rows_previewed=3,
        rows_done=rows,
        rows_left=0,
        state="DONE",
        finished_at=SAID["at"],
    )


def _rule(part: RequestPart) -> Any:
    return RetentionRule.objects.filter(category__code=part.category).first()


def test_what_was_answered_and_not_told_is_found_from_the_next_day_until_all_know(
    part: RequestPart,
    bella: Any,
) -> None:
    assert found() == []  # nothing was done yet
    requests.answer_part(part=part, **SAID, by=bella)
    assert found(TODAY) == []  # today they can still be told
    everybody = recipients_of(part, on=TODAY)
    assert found() == [(part.controller_id, len(everybody))]
    services.notify_recipients(part=part, **TOLD, by=bella)
    for left, each in enumerate(reversed([r for r in everybody if not r.address])):
        assert found() != []
        telling = (
            {"reason": WhyNot.IMPOSSIBLE, "text": "It is bankrupt."}
            if left
            else {"text": "By telephone."}
        )
        record = services.record_recipient_untold if left else services.record_recipient_told
        record(part=part, recipient=each.key, **telling, **TOLD, by=bella)
    assert found() == []


def test_what_a_run_erased_is_found_whether_it_was_answered_or_not(
    part: RequestPart,
    bella: Any,
) -> None:
    FindingMark.objects.all().delete()
    erased(part)
    assert FindingMark.objects.filter(party=part.controller_id).exists()
    assert [party for party, _number in found()] == [part.controller_id]
    assert found(TODAY) == []


def test_a_run_that_changed_nothing_and_a_refusal_ask_nobody_to_tell(
    part: RequestPart,
    bella: Any,
) -> None:
    erased(part, rows=0)
    requests.refuse_part(part=part, **SAID, text="A law has them kept.", by=bella)
    assert found() == []


def test_where_nothing_was_found_there_is_nothing_to_tell(
    part: RequestPart,
    bella: Any,
) -> None:
    requests.answer_part(part=part, **SAID, by=bella)
    search = AnswerSearch.objects.create(part=part, party=part.controller, searched_at=SAID["at"])
    group = {"search": search, "store": _rule(part).store, "whose": [], "rows": 0, "more": False}
    AnswerGroup.objects.create(**group, outcome="NOTHING", keys=[])
    assert found() == []


def test_an_objection_need_not_end_in_erasure(asking: Any, cast: Any, bella: Any) -> None:
    asked = asking.receive(rights=["OBJECTION"], about=cast.bakker, received_by=cast.belfabriek)
    row = asking.part(asked, "TRAFFIC_BILLING")
    requests.answer_part(part=row, **SAID, by=bella)
    assert found() == []
    erased(row)
    assert [party for party, _number in found()] == [cast.belfabriek.pk]


def test_a_provider_tells_for_its_customer(asking: Any, cast: Any, bella: Any) -> None:
    asked = asking.receive(rights=["ERASURE"], about=cast.bakker, received_by=cast.belfabriek)
    row = asking.part(asked, "TRANSMITTED")
    requests.forward_part(part=row, **SAID, by=bella)
    requests.answer_part(part=row, **SAID, by=bella)
    assert cast.belfabriek.pk in {party for party, _number in found()}
    assert {party for party, _number in found(scopes=frozenset({cast.belfabriek.pk}))} == {
        cast.belfabriek.pk
    }
    assert found(scopes=frozenset({cast.spraakwerk.pk})) == []


def test_it_is_in_the_register_with_its_article_and_goes_when_they_are_told(
    part: RequestPart,
    bella: Any,
) -> None:
    requests.answer_part(part=part, **SAID, by=bella)
    recompute_findings(on=TOMORROW, by=SYSTEM)
    row = Finding.objects.get(code="request_recipients_untold")
    assert (row.severity, row.owner, row.party) == ("HIGH", "PARTNER", part.controller)
    assert row.category is not None
    assert [str(each) for each in finding_type(row.code).cites] == ["GDPR Art. 19"]
    FindingMark.objects.all().delete()
    services.notify_recipients(part=part, **TOLD, by=bella)
    assert FindingMark.objects.filter(party=part.controller_id).exists()
    for each in recipients_of(part, on=TODAY):
        if not each.told:
            services.record_recipient_told(
                part=part, recipient=each.key, text="By letter.", **TOLD, by=bella
            )
    recompute_findings(on=TOMORROW, by=SYSTEM)
    row.refresh_from_db()
    assert row.state == "RESOLVED"


def test_as_many_questions_for_many_parts_as_for_one(asking: Any, cast: Any, bella: Any) -> None:
    counted = []
    for number in (1, 2, 3):
        about = {"rights": ["ERASURE"], "about": cast.bakker, "received_by": cast.belfabriek}
        row = asking.part(asking.receive(**about), "TRAFFIC_BILLING")
        requests.answer_part(part=row, **SAID, by=bella)
        with CaptureQueriesContext(connection) as asked:
            assert len(found()) == number
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
