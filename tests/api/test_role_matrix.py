"""The question the API exists for: who is what, for which data, why, since when."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roles.api.matrix import RoleMatrixView
from roles.models import Contract, ContractFeature, Party, ServiceFeature
from roles.services import conclude_contract, end_contract, register_party, switch_on_feature
from tests.api.conftest import DAY, Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM

GOLDEN = {
    ("TRANSMITTED", "Bakker"): ("CONTROLLER", 0),
    ("TRANSMITTED", "Belfabriek"): ("PROCESSOR", 1),
    ("TRANSMITTED", "VoIPGRID B.V."): ("SUB_PROCESSOR", 2),
    ("TRAFFIC_BILLING", "Bakker"): ("SUBSCRIBER", None),
    ("TRAFFIC_BILLING", "Belfabriek"): ("CONTROLLER", 0),
    ("TRAFFIC_BILLING", "VoIPGRID B.V."): ("PROCESSOR", 1),
    ("OTHER_PERSONAL", "Bakker"): ("NOT_ASSIGNED", None),
    ("OTHER_PERSONAL", "Belfabriek"): ("CONTROLLER", 0),
    ("OTHER_PERSONAL", "VoIPGRID B.V."): ("PROCESSOR", 1),
}


def path(customer: Party, on: date = DAY, more: str = "") -> str:
    return f"/role-matrix?customer={customer.pk}&asof={on}{more}"


def rows(answer: object) -> dict[tuple[str, str], dict]:
    return {
        (row["data_category"], row["party"]["name"]): row
        for row in answer.json()["results"]  # type: ignore[attr-defined]
        if row["purpose"] is None
    }


def test_the_golden_matrix_comes_with_rule_citation_and_path(belfabriek: Reseller) -> None:
    answer = belfabriek.get(path(belfabriek.customer))
    assert answer.status_code == 200
    found = rows(answer)
    assert {cell: (found[cell]["role"], found[cell]["depth"]) for cell in GOLDEN} == GOLDEN
    for cell, (role, _depth) in GOLDEN.items():
        assert bool(found[cell]["grounds"]) == (role != "NOT_ASSIGNED")
        assert all(ground["rule"] and ground["cites"] for ground in found[cell]["grounds"])
    platform = found["TRANSMITTED", "VoIPGRID B.V."]
    assert platform["path"][0] == str(belfabriek.contract.pk)
    assert len(platform["path"]) == 2
    assert platform["upstream"] == {"id": str(belfabriek.party.pk), "name": "Belfabriek"}
    assert found["OTHER_PERSONAL", "Bakker"]["findings"] == ["not_assigned"]


def test_a_use_for_an_own_purpose_is_an_answer_of_its_own(belfabriek: Reseller) -> None:
    answer = belfabriek.get(path(belfabriek.customer, more="&purpose=MARKETING"))
    (row,) = answer.json()["results"]
    assert (row["party"]["kind"], row["role"]) == ("PLATFORM", "CONTROLLER")
    assert "GDPR Art. 28(10)" in [cite for ground in row["grounds"] for cite in ground["cites"]]


def test_the_sentences_follow_the_reader(belfabriek: Reseller) -> None:
    dutch = belfabriek.get(path(belfabriek.customer), accept_language="nl-NL,nl;q=0.9")
    english = belfabriek.get(path(belfabriek.customer), accept_language="de,fr;q=0.5")
    assert dutch.headers["Content-Language"] == "nl"
    assert english.headers["Content-Language"] == "en"
    key = ("TRANSMITTED", "Belfabriek")
    assert rows(dutch)[key]["grounds"] != rows(english)[key]["grounds"]


def test_before_the_change_was_entered_the_old_answer_stands(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    """History is per transaction here, so what was entered is dated back, as use would do."""
    for table in ("contract", "party"):
        backdate(f"roles_{table}event", timedelta(days=2))
    before = datetime.now(UTC) - timedelta(days=1)
    end_contract(contract=belfabriek.contract, on=date(2026, 2, 1), by=SYSTEM)
    now = belfabriek.get(path(belfabriek.customer))
    then = belfabriek.get(
        path(belfabriek.customer, more=f"&knownat={before.isoformat().replace('+', '%2B')}")
    )
    assert now.status_code == 404
    assert rows(then)["TRANSMITTED", "Belfabriek"]["role"] == "PROCESSOR"
    assert then.json()["known_at"] == before.isoformat().replace("+00:00", "Z")


def backdate(table: str, by: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET pgh_created_at = pgh_created_at - %s", [by])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_look_ups_accept_an_external_number(belfabriek: Reseller) -> None:
    by_uuid = belfabriek.get(path(belfabriek.customer)).json()["results"]
    for reference in ("K-Bakker", "RELATIECODE:K-Bakker"):
        answer = belfabriek.get(f"/role-matrix?customer={reference}&asof={DAY}")
        assert answer.json()["results"] == by_uuid


def test_without_a_customer_the_partner_sees_its_own_relation(belfabriek: Reseller) -> None:
    own = belfabriek.get(f"/role-matrix?asof={DAY}")
    named = belfabriek.get(f"/role-matrix?asof={DAY}&partner=BELFABRIEK")
    assert own.json()["results"] == named.json()["results"]
    assert rows(own)["TRANSMITTED", "Belfabriek"]["role"] == "PROCESSOR"


def test_a_partner_that_does_not_deliver_to_the_customer_is_not_found(
    belfabriek: Reseller, platform: Party
) -> None:
    other = register_party(kind="SUPPLIER", name="Elders", is_public=True, by=SYSTEM)
    answer = belfabriek.get(path(belfabriek.customer, more=f"&partner={other.pk}"))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("asof=2026-02-30", "asof"),
        ("asof=20260301", "asof"),
        ("knownat=2026-03-01", "knownat"),
        ("knownat=yesterday", "knownat"),
        ("colour=red", "colour"),
        ("customer=%00", "customer"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused(
    belfabriek: Reseller, query: str, parameter: str
) -> None:
    answer = belfabriek.get(f"/role-matrix?{query}")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{parameter}"]


def in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoleMatrixView, "at_once", lambda self, request: None)


def without_instant(content: bytes) -> bytes:
    return re.sub(rb'"known_at":"[^"]+"', b"", content)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_quick_answer_is_the_full_answer(
    monkeypatch: pytest.MonkeyPatch,
    belfabriek: Reseller,
    spraakwerk: Reseller,
    platform: Party,
    telephony: object,
    language: str,
) -> None:
    """One round trip or ten: the same bytes, for every party of a varied register."""
    paths = list(varied_register(belfabriek, platform, telephony))
    quick = [belfabriek.get(each, accept_language=language) for each in paths]
    in_full(monkeypatch)
    full = [belfabriek.get(each, accept_language=language) for each in paths]
    engaged = Party.objects.get(name="Van onderen")  # by a reseller below, which is not theirs
    for asked, one, other in zip(paths, quick, full, strict=True):
        assert one.status_code == other.status_code
        assert without_instant(one.content) == without_instant(other.content)
        assert str(engaged.pk) in asked or b"Van onderen" not in one.content
    assert {answer.status_code for answer in quick} == {200, 404}


def varied_register(belfabriek: Reseller, platform: Party, telephony: object):
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    deal = {"service": telephony, "by": SYSTEM}
    conclude_contract(
        provider=host,
        acquirer=platform,
        kind="SUPPLY",
        on=date(2024, 1, 1),
        **deal,  # type: ignore[arg-type]
    )
    below = register_party(
        kind="RESELLER", name="Doorverkoop", registered_by=belfabriek.party, by=SYSTEM
    )
    conclude_contract(
        provider=belfabriek.party,
        acquirer=below,
        kind="RESALE",
        on=date(2025, 6, 1),
        **deal,  # type: ignore[arg-type]
    )
    engaged = register_party(kind="SUPPLIER", name="Van onderen", is_public=True, by=SYSTEM)
    conclude_contract(
        provider=engaged,
        acquirer=below,
        kind="SUPPLY",
        on=date(2025, 8, 1),
        **deal,  # type: ignore[arg-type]
    )
    trader = register_party(
        kind="CUSTOMER",
        name='De "Groene" Slager',
        legal_form="SOLE_TRADER",
        registered_by=belfabriek.party,
        by=SYSTEM,
    )
    contract = conclude_contract(
        provider=below,
        acquirer=trader,
        kind="SUBSCRIPTION",
        on=date(2025, 7, 1),
        until=date(2026, 9, 1),
        **deal,  # type: ignore[arg-type]
    )
    feature = ServiceFeature.objects.filter(code="CALL_RECORDING").first()
    if feature:
        switch_on_feature(contract=contract, feature=feature, on=date(2026, 1, 1), by=SYSTEM)
    for party in Party.objects.all():
        for day in ("2025-06-30", "2025-08-01", "2026-03-01", "2026-09-01"):
            for feature_code in ("CONVEYANCE", "CALL_RECORDING"):
                yield f"/role-matrix?customer={party.pk}&asof={day}&feature={feature_code}"


def test_the_ordinary_look_up_goes_the_quick_way(
    monkeypatch: pytest.MonkeyPatch, belfabriek: Reseller
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("the look-up went the long way")

    monkeypatch.setattr(RoleMatrixView, "get", never)
    answer = belfabriek.get(path(belfabriek.customer))
    assert answer.status_code == 200
    assert answer.headers["API-Version"] == "1.0.0"
    assert "RateLimit" in answer.headers


def test_queries_of_the_long_way_are_counted(
    monkeypatch: pytest.MonkeyPatch, belfabriek: Reseller
) -> None:
    in_full(monkeypatch)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        belfabriek.get(path(belfabriek.customer))
    # savepoint, token, role, party, its numbers, out of the role, chain, into it, visible parties,
    # role back, release
    assert len(queries) <= 11


def test_a_deleted_contract_changes_the_answer(belfabriek: Reseller) -> None:
    """A copy of the register: without the contract the partner is out of the chain."""
    Contract.objects.filter(pk=belfabriek.contract.pk).delete()
    assert belfabriek.get(path(belfabriek.customer)).status_code == 404
    assert not ContractFeature.objects.filter(contract=belfabriek.contract.pk).exists()
