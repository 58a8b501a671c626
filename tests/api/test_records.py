"""Records of Art. 30 through the API: both records, what is open, and versions for good."""

from datetime import date
from hashlib import sha256

import pytest
from django.utils import timezone

from records.activities.models import Activity
from records.activities.register import load_records
from records.activities.services import add_activity, change_activity
from records.register import load_retention_register
from roles.models import Party
from roles.services import conclude_contract, register_party
from tests.api.conftest import START, Reseller, token_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "/processing-activities"
ELSEWHERE = {
    "none": False,
    "to": [{"country": "US", "recipient": "X", "mechanism": "SAFEGUARDS", "document": "SCC"}],
}


@pytest.fixture
def records(register: None) -> None:
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)


@pytest.fixture
def billing(records: None) -> Activity:
    return Activity.objects.get(code="traffic-and-billing", based_on=None, party__is_model=True)


def changed(of: Reseller, row: Activity) -> Activity:
    """Give a reseller transfers of its own in a ready-made entry."""
    said = {"on": timezone.localdate(), "at": timezone.now(), "by": SYSTEM}
    made = change_activity(party=of.party, pk=row.pk, sections={"transfers": ELSEWHERE}, **said)
    return made.activity


def own(of: Reseller) -> Activity:
    """Give a reseller an entry of its own."""
    body = {"name": {"nl": "Kerstpost", "en": "Christmas cards"}}
    made = add_activity(
        party=of.party,
        kind="CONTROLLER",
        code="cards",
        body=body,
        on=START,
        at=timezone.now(),
        by=SYSTEM,
    )
    return made.activity


def test_the_own_record_says_what_is_open(records: None, belfabriek: Reseller) -> None:
    own(belfabriek)
    got = belfabriek.get(PATH, accept_language="en").json()
    assert got["total_count"] == len(got["results"]) > 1
    cards = next(row for row in got["results"] if row["code"] == "cards")
    assert (cards["name"], cards["standing"]) == ("Christmas cards", "OWN")
    assert "".join(row["letter"] for row in cards["missing"]) == "bccdefg"
    assert cards["missing"][0]["sentence"] == "the purposes"
    assert {row["letter"] for row in got["missing"]} == {"a"}
    dutch = belfabriek.get(PATH, accept_language="nl").json()["results"]
    assert "Kerstpost" in {row["name"] for row in dutch}
    assert {row["record"] for row in got["results"]} == {"CONTROLLER"}


def test_on_both_clocks(records: None, belfabriek: Reseller) -> None:
    own(belfabriek)
    assert belfabriek.get(f"{PATH}?asof=2010-01-01").json()["results"] == []
    assert belfabriek.get(f"{PATH}?knownat=2010-01-01T00:00:00Z").json()["results"] == []
    for wrong in ("asof=2026-99-01", "knownat=yesterday", "on=2026-01-01"):
        got = belfabriek.get(f"{PATH}?{wrong}")
        assert (got.status_code, got["Content-Type"]) == (400, "application/problem+json")


def test_one_entry_in_words_and_as_data(billing: Activity, belfabriek: Reseller) -> None:
    changed(belfabriek, billing)
    response = belfabriek.get(f"{PATH}/{billing.pk}", accept_language="en")
    got = response.json()
    transfers = next(row for row in got["sections"] if row["code"] == "transfers")
    assert (transfers["letter"], transfers["own"]) == ("e", True)
    assert transfers["lines"][0].startswith("US · X")
    assert got["body"]["transfers"] == ELSEWHERE
    assert (got["standing"], "e" in {m["letter"] for m in got["missing"]}) == ("OVERRIDDEN", False)
    again = belfabriek.get(
        f"{PATH}/{billing.pk}", if_none_match=response["ETag"], accept_language="en"
    )
    assert again.status_code == 304


def test_versions_are_listed_and_each_can_be_checked(
    billing: Activity, belfabriek: Reseller
) -> None:
    mine = changed(belfabriek, billing)
    got = belfabriek.get(f"{PATH}/{billing.pk}/versions").json()
    assert [row["activity_id"] for row in got["results"]] == [str(billing.pk), str(mine.pk)]
    for row in got["results"]:
        path = row["url"].split("/api/v1")[1]
        one = belfabriek.get(path)
        said = one.json()
        assert sha256(said["text"].encode()).hexdigest() == said["hash"] == row["hash"]
        assert {"name", "purposes"} <= set(said["body"])
        assert one.content == belfabriek.get(path).content
    assert said["body"]["transfers"] == ELSEWHERE
    assert said["base_number"] == 1
    first = belfabriek.get(f"{PATH}/{billing.pk}/versions?limit=1").json()
    rest = belfabriek.get(f"{PATH}/{billing.pk}/versions?cursor={first['next_cursor']}").json()
    assert first["results"] + rest["results"] == got["results"]


@pytest.mark.parametrize("tail", ["", "/versions", "/versions/1"])
def test_another_partners_is_answered_like_nothing(
    billing: Activity, belfabriek: Reseller, spraakwerk: Reseller, nobody: str, tail: str
) -> None:
    absent = belfabriek.get(f"{PATH}/{nobody}{tail}")
    assert absent.status_code == 404
    vendor = Activity.objects.filter(party__kind="PLATFORM").first()
    assert vendor is not None
    for row in (own(spraakwerk), changed(spraakwerk, billing), vendor):
        got = belfabriek.get(f"{PATH}/{row.pk}{tail}")
        assert got.content.replace(str(row.pk).encode(), nobody.encode()) == absent.content
        assert got.status_code == 404
    assert belfabriek.get(f"{PATH}/what{tail}").status_code == 404
    assert "cards" not in belfabriek.get(PATH).content.decode()


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999"])
def test_a_version_that_is_not_there(billing: Activity, belfabriek: Reseller, number: str) -> None:
    assert belfabriek.get(f"{PATH}/{billing.pk}/versions/{number}").status_code == 404


def test_the_record_as_processor(records: None, belfabriek: Reseller, spraakwerk: Reseller) -> None:
    got = belfabriek.get("/processor-records", accept_language="en").json()
    (row,) = got["results"]
    assert row["controller"]["name"] == "Bakker"
    held = {"reference": "R-Belfabriek", "since_date": START.isoformat()}
    assert row["contracts"] == [held]
    assert "a" in row["missing_letters"]
    parts = {part["data_category"]: part for part in row["parts"]}
    assert parts["TRANSMITTED"]["role"] == "PROCESSOR"
    described = parts["TRANSMITTED"]["processing"]
    assert described
    for each in described:
        one = belfabriek.get(f"{PATH}/{each['id']}", accept_language="en").json()
        assert (one["name"], one["record"]) == (each["name"], "PROCESSOR")
        assert "purposes" not in one["body"]
    assert "Slager" not in str(got)


def test_the_record_as_processor_of_a_day_and_in_pages(
    records: None, belfabriek: Reseller, deliver_to
) -> None:
    names = [deliver_to(belfabriek, f"Klant {number}") for number in range(3)]
    before = date(2024, 12, 31).isoformat()
    assert belfabriek.get(f"/processor-records?asof={before}").json()["results"] == []
    seen, cursor = [], ""
    while cursor is not None:
        got = belfabriek.get(f"/processor-records?limit=1&cursor={cursor}").json()
        assert got["total_count"] == 4
        seen += [row["controller"]["name"] for row in got["results"]]
        cursor = got["next_cursor"]
    assert seen == ["Bakker", *names]


@pytest.mark.parametrize("asked", ["cursor=x", "sort=id", "limit=0", "cursor={stranger}"])
def test_what_cannot_be_continued_is_refused(
    records: None, belfabriek: Reseller, spraakwerk: Reseller, asked: str
) -> None:
    """Neither after nothing nor after a customer of somebody else."""
    stranger = Party.objects.get(name="Slager").pk
    got = belfabriek.get(f"/processor-records?{asked.format(stranger=stranger)}")
    assert got.status_code == (404 if "stranger" in asked else 400)


@pytest.mark.parametrize("path", [PATH, "/processor-records"])
def test_it_takes_a_scope(records: None, belfabriek: Reseller, path: str) -> None:
    belfabriek.token = token_for(belfabriek.party, ["roles.read"])
    assert belfabriek.get(path).status_code == 403
    belfabriek.token = token_for(belfabriek.party, [f"{path[1:]}.read"])
    assert belfabriek.get(path).status_code == 200


@pytest.fixture
def deliver_to(telephony):
    def make(of: Reseller, name: str) -> str:
        customer = register_party(kind="CUSTOMER", name=name, registered_by=of.party, by=SYSTEM)
        conclude_contract(
            provider=of.party,
            acquirer=customer,
            kind="SUBSCRIPTION",
            service=telephony,
            on=START,
            by=SYSTEM,
        )
        return name

    return make


@pytest.mark.parametrize("path", [PATH, "/processor-records"])
@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("", "application/json"),
        ("jsonld", "application/ld+json"),
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pdf", "application/pdf"),
    ],
)
def test_a_record_is_taken_along(
    records: None, belfabriek: Reseller, spraakwerk: Reseller, path: str, form: str, media: str
) -> None:
    got = belfabriek.get(f"{path}/exports?form={form}" if form else f"{path}/exports")
    assert (got.status_code, got["Content-Type"].partition(";")[0]) == (200, media)
    content = got.getvalue()
    assert content
    if form in {"", "jsonld", "csv"}:
        assert (b"Bakker" in content) == ("processor" in path)
        assert b"Slager" not in content
    for close in got._resource_closers:
        close()


@pytest.mark.parametrize("path", [PATH, "/processor-records"])
def test_an_export_that_is_not_there_is_refused(
    records: None, belfabriek: Reseller, path: str
) -> None:
    got = belfabriek.get(f"{path}/exports?form=docx")
    assert (got.status_code, got.json()["code"]) == (400, "unknown_record_form")
    belfabriek.token = token_for(belfabriek.party, ["roles.read"])
    assert belfabriek.get(f"{path}/exports").status_code == 403
