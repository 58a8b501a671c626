"""Words about sub-processors and words of agreements go, and that they were said stays."""

from datetime import date

import pytest
from django.utils import timezone

from records.own.erasing import services as own
from roles.agreements.models import ClauseEvidence, ClauseItem, EndStep, Instruction
from roles.agreements.services import add_evidence, log_instruction
from roles.models import Contract, Party
from roles.sub_processors import services
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from tests.records.own.later import LATER, due, last_day, looks
from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from tests.roles.ending import chosen, opened, signed, stop, viewer
from tests.roles.sub_processors.chain import today_is
from tests.roles.sub_processors.conftest import chain  # noqa: F401
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
ENDED = date(2026, 9, 1)


def test_words_of_notices_and_objections_go_five_years_after_the_contract(chain) -> None:  # noqa: F811
    change = chain.propose("2025-01-06")
    chain.notify(change, "2025-01-06")
    notice = chain.notice(change, chain.cast.belfabriek)
    services.object_to(
        notice=notice, reason="Zegt P. Jansen.", at=today_is("2025-01-07"), by=SYSTEM
    )
    SubProcessorNotice.objects.filter(pk=notice.pk).exclude(proof="").update(proof="")
    assert looks(own.empty_notices, LATER) == 0
    Contract.objects.filter(pk=notice.contract_id).update(valid_during=(date(2024, 1, 1), ENDED))
    assert looks(own.empty_notices, last_day()) == 0
    assert looks(own.empty_notices, due()) == 1
    assert looks(own.empty_notices, LATER) == 0
    objection = Objection.objects.get(notice=notice)
    assert (objection.reason, objection.made_on) == ("", date(2025, 1, 7))


def test_a_person_that_was_to_be_engaged_is_nobody_in_the_change_as_well(chain) -> None:  # noqa: F811
    change = chain.propose("2025-01-06")
    services.withdraw_change(
        change=change, because="P. wil niet.", at=today_is("2025-01-06"), by=SYSTEM
    )
    Party.objects.filter(pk=chain.carrier.pk).update(legal_form="SOLE_TRADER")
    assert looks(own.empty_notices, last_day()) == 0
    assert looks(own.empty_notices, due()) == 2
    row = SubProcessorChange.objects.get(pk=change.pk)
    assert (row.withdrawn_because, row.sub_processor_name, row.state) == ("", "", "WITHDRAWN")


def test_words_of_an_agreement_go_five_years_after_it(shared_cast) -> None:  # noqa: F811
    cast = shared_cast
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    agreement = signed(cast.belfabriek, cast.bakker, contract=contract)
    given = {"agreement": agreement, "at": timezone.now(), "by": SYSTEM}
    log_instruction(**given, text="Bel P.", given_by="P. Jansen", on=date(2026, 2, 1))
    item = ClauseItem.objects.get(code="h")
    add_evidence(**given, item=item, kind="NOTE", note="Gezien.", name="P. Jansen")
    stop(cast.belfabriek, cast.bakker)
    chosen(opened(agreement), viewer(cast.bakker), text="Graag wissen.")
    assert looks(own.empty_ended_agreements, last_day()) == 0
    assert looks(own.empty_ended_agreements, due()) == 3
    assert looks(own.empty_ended_agreements, LATER) == 0
    step, instruction = EndStep.objects.get(), Instruction.objects.get()
    assert (step.text, step.name, step.choice) == ("", "", "DELETE")
    assert (instruction.text, instruction.given_by) == ("", "")
    assert ClauseEvidence.objects.get().name == ""
    agreement.refresh_from_db()
    assert agreement.processor_signed_on == agreement.controller_signed_on == date(2026, 1, 1)
