"""Every finding is raised by its cause, and gone when that is put right: one test per kind."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation

from roles import services
from roles.acm.services import check_acm_registration, record_acm_registration
from roles.agreements.services import (
    end_agreement,
    give_mandate,
    record_agreement,
    record_agreements,
    sign_agreement,
)
from roles.findings import catalogue, finding_types, sentence_for
from roles.models import (
    Agreement,
    Contract,
    Finding,
    OwnUse,
    Party,
    Reliance,
    ServiceFeature,
    Source,
    StatedRole,
)
from roles.models.findings import FindingState
from roles.statement.services import end_said, record_disclosure, state_role
from roles.sub_processors.services import describe_engagement
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

ON = date(2026, 11, 23)
EARLIER = date(2026, 1, 1)

# What legal/notes.md says that the statement leaves open, and how each is put right.
OF_THE_STATEMENT = {
    "no_lawful_basis": "LAWFUL_BASIS",
    "no_retention_term": "RETENTION_PERIOD",
    "no_complaint_right": "COMPLAINT",
    "rights_not_named": "RIGHTS",
    "no_transfer_country": "TRANSFERS",
    "sub_processors_on_request": "SUB_PROCESSORS",
    "end_user_data_unclear": "END_USER_DATA",
    "statement_undated": "DATE",
}


def recompute(on=ON):
    services.recompute_findings(on=on, by=SYSTEM)


def standing(code: str, **about: object) -> list[Finding]:
    """Refresh, as the worker does within seconds of a change, and return what stands."""
    services.refresh_findings(on=ON, by=SYSTEM)
    rows = Finding.objects.filter(code=code, **about).exclude(state=FindingState.RESOLVED)
    return list(rows.order_by("key"))


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


def test_a_stated_role_meets_a_chain_in_which_it_does_not_hold(cast):
    """Towards a reseller's customers the platform is sub-processor for traffic data."""
    recompute()
    reseller = cast.party("Doorverkoper", kind="RESELLER")
    cast.sells(cast.belfabriek, reseller)
    cast.delivers(reseller, cast.bakker)
    (finding,) = standing("stated_role_contradicted")
    assert (finding.party, finding.category.code) == (cast.platform, "TRAFFIC_BILLING")


def test_not_assigned(cast):
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("not_assigned", category__code="OTHER_PERSONAL")
    assert finding.number == 1
    services.end_contract(contract=contract, on=ON, by=SYSTEM)
    only = [cast.category("TRANSMITTED"), cast.category("TRAFFIC_BILLING")]
    cast.delivers(cast.belfabriek, cast.bakker, on=ON, categories=only)
    for each in Contract.objects.filter(acquirer__is_model=True, kind="SUBSCRIPTION"):
        services.end_contract(contract=each, on=ON, by=SYSTEM)
    assert standing("not_assigned", category__code="OTHER_PERSONAL") == []


def test_two_paths_overlap_in_a_chain(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    assert standing("two_paths") == []
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    second = cast.sells(hosting, cast.belfabriek, kind="SUPPLY")
    assert standing("two_paths", party=hosting)
    services.end_contract(contract=second, on=ON, by=SYSTEM)
    assert standing("two_paths") == []


def switch_on(contract: Contract, code: str) -> None:
    feature = ServiceFeature.objects.get(service=contract.service, code=code)
    services.switch_on_feature(contract=contract, feature=feature, on=EARLIER, by=SYSTEM)


def switch_off(contract: Contract, code: str) -> None:
    feature = ServiceFeature.objects.get(service=contract.service, code=code)
    services.switch_off_feature(contract=contract, feature=feature, on=ON, by=SYSTEM)


@pytest.mark.parametrize("level", ["subscription", "resale"])
def test_feature_for_itself(cast, level):
    subscription = cast.delivers(cast.belfabriek, cast.bakker)
    resale = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    contract = subscription if level == "subscription" else resale
    recompute()
    assert standing("feature_for_itself") == []
    switch_on(contract, "CALL_ANALYTICS")
    (finding,) = standing("feature_for_itself")
    assert (finding.party, finding.category.code) == (cast.belfabriek, "TRAFFIC_BILLING")
    switch_off(contract, "CALL_ANALYTICS")
    assert standing("feature_for_itself") == []


def test_several_controllers(cast):
    lijn = cast.party("Lijn", kind="RESELLER")
    below = cast.sells(cast.belfabriek, lijn)
    cast.delivers(lijn, cast.bakker)
    above = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    for contract in (above, below):
        switch_on(contract, "CALL_ANALYTICS")
    recompute()
    assert {finding.party for finding in standing("several_controllers")} == {cast.belfabriek, lijn}
    switch_off(below, "CALL_ANALYTICS")
    assert standing("several_controllers") == []


def test_chain_gap(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    assert standing("chain_gap") == []
    resale = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    services.end_contract(contract=resale, on=ON, by=SYSTEM)
    (finding,) = standing("chain_gap")
    assert (finding.party, finding.number) == (cast.belfabriek, 1)
    cast.sells(cast.platform, cast.belfabriek, on=ON)
    assert standing("chain_gap") == []


def test_gap_between_contracts(cast):
    cast.delivers(cast.belfabriek, cast.bakker, until=date(2026, 9, 1))
    cast.delivers(cast.spraakwerk, cast.bakker, on=date(2026, 9, 5))
    recompute()
    assert standing("gap_between_contracts", party=cast.spraakwerk)[0].number == 1
    cast.delivers(cast.belfabriek, cast.bakker, on=date(2026, 9, 1), until=date(2026, 9, 5))
    assert standing("gap_between_contracts") == []


def test_who_came_back_after_a_month_left_no_gap(cast):
    cast.delivers(cast.belfabriek, cast.bakker, until=date(2026, 7, 1))
    cast.delivers(cast.spraakwerk, cast.bakker, on=date(2026, 9, 5))
    recompute()
    assert standing("gap_between_contracts") == []


def _signed(cast, processor: Party, controller: Party, **more: object) -> Agreement:
    days = {"processor_signed_on": EARLIER, "controller_signed_on": EARLIER}
    return record_agreement(
        processor=processor, controller=controller, on=EARLIER, by=SYSTEM, **{**days, **more}
    )


def test_partner_without_agreement(cast):
    recompute()
    assert {f.party for f in standing("partner_without_agreement")} == {
        cast.belfabriek,
        cast.spraakwerk,
    }
    half = _signed(cast, cast.platform, cast.belfabriek, controller_signed_on=None)
    assert standing("partner_without_agreement", party=cast.belfabriek)
    sign_agreement(agreement=half, controller_signed_on=ON, on=ON, by=SYSTEM)
    assert standing("partner_without_agreement", party=cast.belfabriek) == []
    end_agreement(agreement=half, on=ON, by=SYSTEM)
    assert standing("partner_without_agreement", party=cast.belfabriek)


def test_customer_without_agreement(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    other = cast.party("Slager")
    cast.delivers(cast.belfabriek, other)
    recompute()
    (finding,) = standing("customer_without_agreement")
    assert (finding.party, finding.number, finding.owner) == (cast.belfabriek, 2, "PARTNER")
    _signed(cast, cast.belfabriek, cast.bakker)
    assert standing("customer_without_agreement")[0].number == 1
    record_agreements(
        processor=cast.belfabriek,
        controllers=[other],
        on=EARLIER,
        processor_signed_on=EARLIER,
        controller_signed_on=EARLIER,
        by=SYSTEM,
    )
    assert standing("customer_without_agreement") == []


def test_supplier_without_agreement(cast):
    recompute()
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    (finding,) = standing("supplier_without_agreement")
    assert (finding.party, finding.owner) == (cast.platform, "PLATFORM")
    _signed(cast, hosting, cast.platform)
    assert standing("supplier_without_agreement") == []


def described(contract, **more):
    return describe_engagement(
        contract=contract,
        purpose=Localised("Servers.", "Servers."),
        location="NL",
        mechanism="NONE_NEEDED",
        visibility="PARTNER",
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        by=SYSTEM,
        **more,
    )


def test_sub_processor_unannounced(cast):
    recompute()
    supply = cast.sells(cast.party("Hosting", kind="SUPPLIER"), cast.platform, kind="SUPPLY")
    (finding,) = standing("sub_processor_unannounced")
    assert (finding.party, finding.owner, finding.severity) == (cast.platform, "PLATFORM", "HIGH")
    described(supply)  # what it does is no notice
    assert len(standing("sub_processor_unannounced")) == 1
    described(supply, baseline="List with the agreement of 1 January 2026")
    assert standing("sub_processor_unannounced") == []
    described(supply)
    assert len(standing("sub_processor_unannounced")) == 1
    services.end_contract(contract=supply, on=ON, by=SYSTEM)
    assert standing("sub_processor_unannounced") == []


def test_sub_processor_unannounced_of_traffic_alone(cast):
    """Partners are controllers of it: VoIPGRID's supplier works for VoIPGRID, and it for them."""
    recompute()
    carrier = cast.party("Carrier", kind="SUPPLIER")
    cast.sells(carrier, cast.platform, kind="SUPPLY", categories=[cast.category("TRAFFIC_BILLING")])
    (finding,) = standing("sub_processor_unannounced")
    assert finding.party == cast.platform


def test_sub_processor_unannounced_not_where_the_party_decides_itself(cast):
    recompute()
    bills = cast.party("Factuurhuis", kind="SUPPLIER")
    traffic = [cast.category("TRAFFIC_BILLING")]
    cast.sells(bills, cast.belfabriek, kind="SUPPLY", categories=traffic)
    assert standing("sub_processor_unannounced") == []
    host = cast.party("Host", kind="SUPPLIER")
    cast.sells(host, cast.belfabriek, kind="SUPPLY", categories=[cast.category("TRANSMITTED")])
    (finding,) = standing("sub_processor_unannounced")
    assert (finding.party, finding.owner) == (cast.belfabriek, "PARTNER")


@pytest.mark.parametrize("kind", ["GENERAL", "SPECIFIC"])
def test_mandate_missing(cast, kind):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("mandate_missing", party=cast.belfabriek)
    assert (finding.number, finding.owner) == (1, "PARTNER")
    engages = cast.platform if kind == "SPECIFIC" else None
    given = {"giver": cast.bakker, "holder": cast.belfabriek, "kind": kind, "on": EARLIER}
    give_mandate(**given, engages=engages, by=SYSTEM)
    assert standing("mandate_missing", party=cast.belfabriek) == []


def test_a_specific_mandate_does_not_cover_a_supplier_that_came_later(cast):
    recompute()
    give_mandate(
        giver=cast.belfabriek,
        holder=cast.platform,
        kind="SPECIFIC",
        engages=cast.bakker,
        on=EARLIER,
        by=SYSTEM,
    )
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    assert standing("mandate_missing", party=cast.belfabriek)
    give_mandate(
        giver=cast.belfabriek,
        holder=cast.platform,
        kind="GENERAL",
        notice_days=30,
        on=EARLIER,
        by=SYSTEM,
    )
    assert standing("mandate_missing", party=cast.belfabriek) == []


def test_acm_registration(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("acm_registration_missing")
    assert (finding.party, finding.owner) == (cast.belfabriek, "PARTNER")
    made = record_acm_registration(party=cast.belfabriek, number="1", on=EARLIER, by=SYSTEM)
    assert standing("acm_registration_missing") == []
    assert standing("acm_registration_unconfirmed")[0].owner == "PLATFORM"
    for name, left in (("Belfabriek Groep", 1), ("BELFABRIEK.", 0)):
        check_acm_registration(registration=made, registered_name=name, checked_on=ON, by=SYSTEM)
        assert len(standing("acm_registration_unconfirmed")) == left


def test_the_model_parties_need_no_agreement_and_no_registration(db):
    services.load_register(by=SYSTEM)
    recompute()
    raised = set(Finding.objects.values_list("code", flat=True))
    assert not raised & {
        "partner_without_agreement", "customer_without_agreement", "mandate_missing",
        "acm_registration_missing",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_shipped_register_raises_every_finding_of_the_notes_in_both_languages(db, language):
    services.load_register(by=SYSTEM)
    recompute()
    raised = set(Finding.objects.open().values_list("code", flat=True))
    assert raised >= {
        *OF_THE_STATEMENT, "no_dpo_contact", "misattributed_source", "superseded_source",
        "own_purpose", "legal_person_as_data_subject", "no_role_for_customer",
        "no_role_for_end_users", "website_visitors_not_in_statement", "not_assigned",
    }  # fmt: skip
    with translation.override(language):
        words = {sentence_for(code) for code in raised}
    assert len(words) == len(raised)
    with translation.override("nl" if language == "en" else "en"):
        assert not words & {sentence_for(code) for code in raised}


# Every kind of finding is tested above, or says here why it cannot be raised by the register.
RAISED_ELSEWHERE = {
    "feature_not_in_use": "an answer of the matrix, never a finding of the register",
    "category_not_in_feature": "an answer of the matrix, never a finding of the register",
}


def test_every_kind_of_finding_of_the_register_has_such_a_test():
    source = Path(__file__).read_text(encoding="utf-8")
    files = sorted(Path(catalogue.__path__[0]).glob("*.py"))
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    codes = re.findall(r'^kind\(\n    "(\w+)"', written, re.MULTILINE)
    assert set(codes) <= {kind.code for kind in finding_types()}
    assert [c for c in codes if c not in RAISED_ELSEWHERE and f'"{c}"' not in source] == []
