"""From search to download: each controller its part, nobody else's data, and a code for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from records.answers import services
from records.answers.choices import PackageKind, Searched
from records.answers.identifiers import DOT
from records.answers.models import (
    AnswerPackage,
    AnswerSearch,
    GroupChoice,
    GroupReveal,
    PackageFetch,
)
from records.answers.refusals import (
    IdentityOpen,
    LeftOutWithoutReason,
    NoSuchPackage,
    NotDecided,
    NothingToSearchBy,
    NotKnown,
    NotSearched,
    NotYourAnswer,
    PackageEnded,
)
from records.answers.services.fetching import MOST_FETCHES
from records.answers.services.reviewing import review
from records.intake.services import erase_ended_requests
from records.models import StoreTable
from records.requests import services as requests
from records.requests.persons import Person
from records.stores import services as stores
from records.stores.services import Meaning
from tests.records.answers.conftest import NOW, SAID, Asking, World, data_of, known, unpacked
from tests.records.answers.filling import ANNAS, COLLEAGUES, EIGENHEIMS, FRIENDS, MAPPED
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope

pytestmark = pytest.mark.django_db


def test_each_controller_finds_its_own_rows_in_every_store(world: World) -> None:
    belfabriek = world.manager_of(world.cast.belfabriek)
    found = world.search(world.cast.bakker, belfabriek).groups.all()
    assert [(g.whose, g.rows) for g in found] == [(["CALLER"], 1), (["CALLER"], 1)]
    spraakwerk = world.manager_of(world.cast.spraakwerk)
    found = world.search(world.eigenheim, spraakwerk).groups.all()
    assert sorted((g.whose, g.rows) for g in found) == [(["CALLED"], 1), (["CALLED"], 2)]


def test_a_partner_works_under_row_level_security(world: World) -> None:
    belfabriek = world.manager_of(world.cast.belfabriek)
    with partner_scope(belfabriek):
        package, code = world.package(world.cast.bakker, belfabriek)
        assert review(part=world.part(world.cast.bakker), by=belfabriek)
    assert services.fetch_package(code=code, at=NOW, by=PUBLIC)[0] == package


def test_nobody_works_on_another_partners_part(world: World) -> None:
    spraakwerk, part = world.manager_of(world.cast.spraakwerk), world.part(world.cast.bakker)
    with pytest.raises(NotFound):
        services.search_part(part=part, at=NOW, by=spraakwerk)
    with pytest.raises(NotAllowed):
        services.search_part(part=part, at=NOW, by=PUBLIC)
    mine = world.decided(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    with pytest.raises(NotFound):
        services.reveal_group(group=mine.groups.first(), at=NOW, by=spraakwerk)
    with partner_scope(spraakwerk):
        assert not AnswerSearch.objects.exists()


def test_what_was_not_forwarded_yet_is_not_the_controllers_to_search(
    world: World,
) -> None:
    part = world.part(world.cast.bakker, "TRANSMITTED")
    with pytest.raises(NotFound):
        services.search_part(part=part, at=NOW, by=world.manager_of(world.cast.belfabriek))


def test_a_processor_hands_what_it_found_to_the_controller_only(world: World) -> None:
    part = world.part(world.cast.bakker)
    world.decided(world.cast.bakker, world.olga)
    with pytest.raises(NotYourAnswer):
        services.make_package(part=part, kind=PackageKind.ACCESS, at=NOW, by=world.olga)
    package, code = services.make_package(
        part=part, kind=PackageKind.ASSISTANCE, at=NOW, by=world.olga
    )
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    assert (package.party, told["items"]) == (world.cast.platform, [])
    assert told["data"]


def test_the_answer_has_every_item_and_nobody_elses_data(world: World) -> None:
    _package, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    files = unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1])
    told = data_of(files)
    places = [item["article"] for item in told["items"]]
    assert places == [*[f"15(1)({letter})" for letter in "abcdefgh"], "15(2)"]
    recipients = next(i for i in told["items"] if i["article"] == "15(1)(c)")["lines"]
    assert any("VoIPGRID" in line for line in recipients)
    assert not any("CIOT" in line or "112" in line or "ACM" in line for line in recipients)
    purposes = next(i for i in told["items"] if i["article"] == "15(1)(a)")["lines"]
    assert any("Overeenkomst" in line for line in purposes)
    rows = [row for sheet in told["data"] for row in sheet["rows"]]
    assert {row.get("caller") or row.get("src") for row in rows} == {ANNAS, "0612345678"}
    for other in (COLLEAGUES, FRIENDS, EIGENHEIMS, "9998877"):
        for name, content in files.items():
            if not name.endswith(".pdf"):
                assert other.encode() not in content, name
    assert str(world.cast.belfabriek.pk) not in str(told)


def test_who_was_called_does_not_learn_who_called(world: World) -> None:
    _package, code = world.package(world.eigenheim, world.manager_of(world.cast.spraakwerk))
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    rows = [row for sheet in told["data"] for row in sheet["rows"]]
    assert len(rows) == 3
    assert all(DOT in (row.get("caller") or row.get("src")) for row in rows)
    assert not any(DOT in (row.get("callee") or row.get("dst")) for row in rows)


def test_at_review_everybody_is_masked_and_a_look_is_kept(world: World) -> None:
    by = world.manager_of(world.cast.belfabriek)
    search = world.search(world.cast.bakker, by)
    shown = review(part=world.part(world.cast.bakker), by=by)
    assert ANNAS not in str(shown)
    assert "0612345678" not in str(shown)
    assert not GroupReveal.objects.exists()
    revealed = services.reveal_group(group=search.groups.first(), at=NOW, by=by)
    assert ANNAS in str(revealed.rows) or "0612345678" in str(revealed.rows)
    assert FRIENDS not in str(revealed.rows)
    assert GroupReveal.objects.count() == 1


def test_everything_found_is_decided_first_and_left_out_with_a_reason(world: World) -> None:
    by, part = world.manager_of(world.cast.belfabriek), world.part(world.cast.bakker)
    with pytest.raises(NotSearched):
        services.make_package(part=part, kind=PackageKind.ACCESS, at=NOW, by=by)
    search = world.search(world.cast.bakker, by)
    with pytest.raises(NotDecided):
        services.make_package(part=part, kind=PackageKind.ACCESS, at=NOW, by=by)
    group = search.groups.first()
    with pytest.raises(LeftOutWithoutReason):
        services.choose_group(group=group, included=False, name="M", at=NOW, by=by)
    world.decided(world.cast.bakker, by, included=False)
    _row, code = services.make_package(part=part, kind=PackageKind.ACCESS, at=NOW, by=by)
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    assert told["data"] == []
    assert len([note for note in told["notes"] if note.startswith("Weggelaten")]) == 2


def test_an_answer_does_not_hide_that_nobody_could_look(world: World, server) -> None:  # type: ignore[no-untyped-def]
    by = world.manager_of(world.cast.belfabriek)
    server.execute("ALTER TABLE cdr ADD COLUMN note varchar(10)")
    try:
        search = world.decided(world.cast.bakker, by)
        assert Searched.DRIFTED in {group.outcome for group in search.groups.all()}
        with pytest.raises(NotKnown):
            services.make_package(
                part=world.part(world.cast.bakker), kind=PackageKind.ACCESS, at=NOW, by=by
            )
    finally:
        server.execute("ALTER TABLE cdr DROP COLUMN note")


def test_a_code_opens_its_own_package_until_it_ends(world: World) -> None:
    by = world.manager_of(world.cast.belfabriek)
    mine, code = world.package(world.cast.bakker, by)
    other, others_code = world.package(world.eigenheim, world.manager_of(world.cast.spraakwerk))
    assert services.fetch_package(code=code, at=NOW, by=PUBLIC)[0] == mine
    assert services.fetch_package(code=others_code, at=NOW, by=PUBLIC)[0] == other
    late = mine.expires_at
    said = set()
    for wrong, when in ((code, late), ("00000-00000-00000-00000-00000", NOW), ("x", NOW)):
        with pytest.raises(NoSuchPackage) as refusal:
            services.fetch_package(code=wrong, at=when, by=PUBLIC)
        said.add((str(refusal.value), refusal.value.field))
    assert len(said) == 1


def test_a_package_is_fetched_so_often_and_each_time_is_kept(world: World) -> None:
    mine, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    for _n in range(MOST_FETCHES):
        services.fetch_package(code=code, at=NOW, by=PUBLIC)
    with pytest.raises(NoSuchPackage):
        services.fetch_package(code=code, at=NOW, by=PUBLIC)
    assert PackageFetch.objects.filter(package=mine).count() == MOST_FETCHES
    assert services.end_packages(at=NOW, by=SYSTEM) == [mine.pk]
    mine.refresh_from_db()
    assert (mine.ended, mine.ciphertext) == ("FETCHED", None)


def test_what_expired_is_emptied_whenever_somebody_looks(world: World) -> None:
    mine, _code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    assert services.end_packages(at=mine.expires_at - timedelta(seconds=1), by=SYSTEM) == []
    assert services.end_packages(at=mine.expires_at, by=SYSTEM) == [mine.pk]
    assert services.end_packages(at=mine.expires_at, by=SYSTEM) == []
    mine.refresh_from_db()
    assert (mine.ended, mine.ciphertext) == ("EXPIRED", None)
    with pytest.raises(IntegrityError):
        AnswerPackage.objects.filter(pk=mine.pk).update(sha256="0" * 64)


def test_a_new_package_takes_the_place_of_the_one_before(world: World) -> None:
    by = world.manager_of(world.cast.belfabriek)
    first, old = world.package(world.cast.bakker, by)
    second, new = world.package(world.cast.bakker, by)
    with pytest.raises(NoSuchPackage):
        services.fetch_package(code=old, at=NOW, by=PUBLIC)
    assert services.fetch_package(code=new, at=NOW, by=PUBLIC)[0] == second
    with pytest.raises(PackageEnded):
        services.withdraw_package(package=first, at=NOW, by=by)
    services.withdraw_package(package=second, at=NOW, by=by)
    with pytest.raises(NoSuchPackage):
        services.fetch_package(code=new, at=NOW, by=PUBLIC)


def test_nothing_is_handed_over_while_it_is_not_clear_who_asks(world: World) -> None:
    by = world.manager_of(world.cast.belfabriek)
    requests.ask_identity(request=world.request, **SAID, by=world.olga)
    with pytest.raises(IdentityOpen):
        world.package(world.cast.bakker, by)
    requests.confirm_identity(request=world.request, **SAID, by=world.olga)
    world.package(world.cast.bakker, by)


def test_nobody_gets_anything_before_it_is_said_who_asks(world: World, asking) -> None:  # type: ignore[no-untyped-def]
    world.request = asking.receive(about=world.cast.bakker)
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    by = world.manager_of(world.cast.belfabriek)
    with pytest.raises(IdentityOpen):
        world.package(world.cast.bakker, by)
    requests.confirm_identity(request=world.request, **SAID, by=world.olga)
    with pytest.raises(IdentityOpen):  # nobody said how it was seen
        world.package(world.cast.bakker, by)
    known(world.request, world.olga)
    world.package(world.cast.bakker, by)


def test_what_others_in_a_request_say_of_who_asks_does_not_count(world: World) -> None:
    spraakwerk = world.manager_of(world.cast.spraakwerk)
    requests.fail_identity(request=world.request, **SAID, by=spraakwerk)
    world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    with pytest.raises(IdentityOpen):
        world.package(world.eigenheim, spraakwerk)


@pytest.mark.parametrize("says", [requests.fail_identity, requests.withdraw_request])
def test_a_package_is_not_handed_out_once_it_should_not(world: World, says) -> None:  # type: ignore[no-untyped-def]
    _mine, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    says(request=world.request, **SAID, by=world.olga)
    with pytest.raises(NoSuchPackage):
        services.fetch_package(code=code, at=NOW, by=PUBLIC)
    assert not PackageFetch.objects.exists()


def test_a_package_of_a_part_that_was_dropped_is_withdrawn(world: World) -> None:
    mine, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    other, _code = world.package(world.cast.bakker, world.olga, PackageKind.ASSISTANCE)
    requests.displace_request(request=world.request, about=world.cast.bakker, **SAID, by=world.olga)
    with pytest.raises(NoSuchPackage):
        services.fetch_package(code=code, at=NOW, by=PUBLIC)
    with pytest.raises(NotFound):
        services.withdraw_package(package=mine, at=NOW, by=world.olga)
    assert services.withdraw_package(package=other, at=NOW, by=world.olga).ended == "WITHDRAWN"
    assert services.end_packages(at=NOW, by=SYSTEM) == [mine.pk]


def test_where_nobody_can_be_searched_for_is_decided_and_told(world: World) -> None:
    by, part = world.manager_of(world.cast.belfabriek), world.part(world.cast.bakker)
    meanings = {k: v for k, v in MAPPED.items() if k not in {"src", "dst"}}
    table = StoreTable.objects.get(name="cdr")
    stores.map_table(
        table=table.pk,
        key="id",
        partner="partner",
        customer="customer",
        columns=meanings | {"src": Meaning("calling_number")},
        by=SYSTEM,
    )
    search = world.decided(world.cast.bakker, by)
    (group,) = search.groups.filter(outcome=Searched.NOT_SEARCHABLE)
    assert group.table == table
    ask: dict[str, Any] = {"part": part, "kind": PackageKind.ACCESS, "at": NOW, "by": by}
    with pytest.raises(NotDecided):
        services.make_package(**ask)
    say: dict[str, Any] = {"group": group, "name": "M", "at": NOW, "by": by}
    wrongs: list[dict[str, Any]] = [
        {"included": True},
        {"included": False, "reason": "NOT_ASKED", "text": "x"},
    ]
    for wrong in wrongs:
        with pytest.raises(LeftOutWithoutReason):
            services.choose_group(**say, **wrong)
    with pytest.raises(LeftOutWithoutReason):
        services.choose_group(**say, included=False, reason="BY_HAND")
    services.choose_group(**say, included=False, reason="BY_HAND", text="Niets van u.")
    _mine, code = services.make_package(**ask)
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    assert any("hier niet doorzocht" in n and "Niets van u." in n for n in told["notes"])


def test_a_table_without_the_kind_that_was_given_is_not_said_to_be_empty(
    world: World, asking: Asking
) -> None:
    world.request = asking.receive(
        subject=Person(name="Anna", emails=("anna@canarie.example",)), about=world.cast.bakker
    )
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    search = world.search(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    assert {group.outcome for group in search.groups.all()} == {Searched.NOT_SEARCHABLE}


def test_of_automated_decisions_nothing_is_said_by_itself(world: World) -> None:
    _mine, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    (item,) = [i for i in told["items"] if i["article"] == "15(1)(h)"]
    assert item["lines"] == ["Dit staat niet in het register; vraag het ons."]


def test_a_name_is_nothing_to_search_by(world: World, asking) -> None:  # type: ignore[no-untyped-def]
    request = asking.receive(subject=Person(name="Jan Jansen"), about=world.cast.bakker)
    part = request.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    with pytest.raises(NothingToSearchBy):
        services.search_part(part=part, at=NOW, by=world.olga)


def test_what_is_taken_along_is_data_without_who_was_only_called(world: World) -> None:
    by = world.manager_of(world.cast.spraakwerk)
    _mine, code = world.package(world.eigenheim, by, PackageKind.PORTABILITY)
    files = unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1])
    assert data_of(files)["data"] == []
    _mine, code = world.package(
        world.cast.bakker, world.manager_of(world.cast.belfabriek), PackageKind.PORTABILITY
    )
    files = unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1])
    assert {name.rpartition(".")[2] for name in files} == {"json", "csv"}
    assert len(data_of(files)["data"]) == 2


def test_no_value_of_a_store_is_kept_but_encrypted(world: World) -> None:
    world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    with connection.cursor() as cursor:
        for table in ("answersearch", "answergroup", "groupchoice", "answerpackage"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM records_{table} t")
            (kept,) = cursor.fetchone()
            assert "12345678" not in kept.replace("000012345678", "")
            assert "Anna" not in kept


def test_the_same_answer_is_the_same_bytes(world: World) -> None:
    by = world.manager_of(world.cast.belfabriek)
    content = []
    for _n in range(2):
        _row, code = world.package(world.cast.bakker, by)
        files = unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1])
        content.append({n: c for n, c in files.items() if not n.endswith(".pdf")})
    assert content[0] == content[1]


def test_by_what_a_place_cannot_be_searched_is_told(world: World) -> None:
    mine, code = world.package(world.cast.bakker, world.manager_of(world.cast.belfabriek))
    own = mine.search.groups.filter(table=None).first()
    assert own is not None
    assert own.not_by == ["CUSTOMER_NUMBER", "EMAIL"]  # calls are found by number only
    told = data_of(unpacked(services.fetch_package(code=code, at=NOW, by=PUBLIC)[1]))
    assert any(
        "is niet doorzoekbaar op: Klantnummer, E-mailadres" in note for note in told["notes"]
    )


def test_words_about_found_rows_go_with_the_request(world: World) -> None:
    belfabriek = world.manager_of(world.cast.belfabriek)
    search = world.search(world.cast.bakker, belfabriek)
    GroupChoice.objects.create(
        group=search.groups.first(), included=True, text="of a canary", name="Bella", chosen_at=NOW
    )
    requests.withdraw_request(request=search.part.request, by=world.olga, **SAID)
    assert erase_ended_requests(at=NOW + timedelta(days=3 * 365), by=SYSTEM) == 1
    assert set(GroupChoice.objects.values_list("text", "name")) == {("", "")}
