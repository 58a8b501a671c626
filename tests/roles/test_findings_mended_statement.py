"""Findings about the statement, each gone when that is put right."""

from datetime import date

import pytest

from roles import services
from roles.models import (
    OwnUse,
    Party,
    Reliance,
    Source,
    StatedRole,
)
from roles.statement.services import end_said, record_disclosure, state_role
from tests.roles.mended import EARLIER, OF_THE_STATEMENT, ON, recompute, standing
from voipgrid_privacy.kernel.tenancy import SYSTEM


def statement() -> Source:
    return Source.objects.get(code="voipgrid-privacy-statement")


def model(kind: str, form: str = "LEGAL_PERSON") -> Party:
    return Party.objects.get(is_model=True, kind=kind, legal_form=form)


@pytest.mark.parametrize(("code", "item"), OF_THE_STATEMENT.items())
def test_what_the_statement_does_not_tell_is_gone_when_it_does(cast, code, item):
    recompute()
    assert standing(code, party=cast.platform)
    record_disclosure(party=cast.platform, item=item, source=statement(), on=ON, by=SYSTEM)
    assert standing(code) == []


def test_a_retention_term_is_told_per_category(cast):
    recompute()
    assert len(standing("no_retention_term")) == 3  # the cookie tables give visitors' terms
    record_disclosure(
        party=cast.platform,
        item="RETENTION_PERIOD",
        category=cast.category("TRANSMITTED"),
        source=statement(),
        on=ON,
        by=SYSTEM,
    )
    assert len(standing("no_retention_term")) == 2


def test_no_dpo_contact(cast):
    recompute()
    assert standing("no_dpo_contact")
    services.add_contact(party=cast.platform, kind="DPO", email="fg@example.com", by=SYSTEM)
    assert standing("no_dpo_contact") == []


@pytest.mark.parametrize("code", ["misattributed_source", "superseded_source"])
def test_the_sentence_that_is_not_the_edpbs(cast, code):
    recompute()
    assert standing(code)
    end_said(said=Reliance.objects.get(), on=ON, by=SYSTEM)
    assert standing(code) == []


def test_a_rule_on_a_superseded_source(cast):
    recompute()
    judgment = Source.objects.filter(code="cjeu-c-231-22")
    judgment.update(valid_during=(date(2024, 1, 11), ON))
    assert len(standing("rule_on_superseded_source")) == 1
    judgment.update(valid_during=None)
    assert standing("rule_on_superseded_source") == []


def test_own_purpose(cast):
    recompute()
    assert len(standing("own_purpose", party=cast.platform)) == 4
    for use in OwnUse.objects.all():
        services.end_own_use(own_use=use, on=ON, by=SYSTEM)
    assert standing("own_purpose") == []


def test_legal_person_as_data_subject(cast):
    recompute()
    assert len(standing("legal_person_as_data_subject")) == 1
    said = StatedRole.objects.get(party=model("CUSTOMER"), role="DATA_SUBJECT")
    end_said(said=said, on=ON, by=SYSTEM)
    _state(cast, model("CUSTOMER"), "TRAFFIC_BILLING", "SUBSCRIBER")
    assert standing("legal_person_as_data_subject") == []
    assert standing("stated_role_contradicted") == []


def _state(cast, party: Party, category: str, role: str, on: date = ON) -> StatedRole:
    return state_role(
        stated_by=cast.platform,
        party=party,
        category=cast.category(category),
        role=role,
        source=statement(),
        on=on,
        by=SYSTEM,
    )


def test_no_role_for_customer(cast):
    recompute()
    (finding,) = standing("no_role_for_customer")
    assert finding.category.code == "OTHER_PERSONAL"
    _state(cast, model("CUSTOMER"), "OTHER_PERSONAL", "NOT_ASSIGNED")
    assert standing("no_role_for_customer") == []


def test_no_role_for_end_users(cast):
    recompute()
    codes = {finding.category.code for finding in standing("no_role_for_end_users")}
    assert codes == {"TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL"}
    callers = Party.objects.get(name="Bellers en medewerkers")
    for code in codes:
        _state(cast, callers, code, "DATA_SUBJECT")
    assert standing("no_role_for_end_users") == []


def test_website_visitors_not_in_statement(cast):
    recompute()
    assert standing("website_visitors_not_in_statement")
    _state(cast, cast.platform, "WEBSITE_VISITOR", "CONTROLLER")
    assert standing("website_visitors_not_in_statement") == []


def test_no_role_stated(cast):
    recompute()
    assert standing("no_role_stated") == []
    said = StatedRole.objects.get(party=model("PARTNER"), category__code="TRANSMITTED")
    end_said(said=said, on=ON, by=SYSTEM)
    assert standing("no_role_stated")
    _state(cast, model("PARTNER"), "TRANSMITTED", "PROCESSOR")
    assert standing("no_role_stated") == []


def test_stated_role_contradicted(cast):
    recompute()
    assert standing("stated_role_contradicted") == []
    cast.delivers(cast.belfabriek, cast.bakker)
    said = _state(cast, cast.bakker, "TRANSMITTED", "PROCESSOR", EARLIER)
    (finding,) = standing("stated_role_contradicted")
    assert (finding.party, finding.number) == (cast.bakker, 1)
    end_said(said=said, on=ON, by=SYSTEM)
    _state(cast, cast.bakker, "TRANSMITTED", "CONTROLLER")
    assert standing("stated_role_contradicted") == []
