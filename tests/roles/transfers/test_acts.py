"""Acts of law that officers enter: dated, only added to, and the findings follow."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone, translation

from roles.models import Finding, LawAct
from roles.services.findings import refresh_findings
from roles.transfers import services
from roles.transfers.acts import Entered, with_acts
from roles.transfers.choices import Region, Seen
from roles.transfers.exporting import as_json
from roles.transfers.law import Destination, LookedUp, shipped
from roles.transfers.queries import flows, law_now
from roles.transfers.words import reasons_in_words
from tests.roles.transfers.recording import START, TODAY, only
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope

DAY = timedelta(days=1)
URL = "https://eur-lex.europa.eu/eli/dec_impl/2026/999/oj"
CH, KE = Destination("CH"), Destination("KE")
KENYA = {
    "kind": "ADEQUACY",
    "decision": "KE",
    "country": "KE",
    "number": "(EU) 2026/999",
    "adopted_on": date(2026, 11, 2),
    "effective_on": date(2026, 11, 9),
    "url": URL,
}
STRUCK = {
    "kind": "INVALIDATED",
    "decision": "CH",
    "number": "C-999/26",
    "adopted_on": date(2026, 11, 20),
    "effective_on": date(2026, 11, 20),
    "url": URL,
}


def enter(by=SYSTEM, **given) -> LawAct:
    return services.enter_law_act(**given, at=timezone.now(), by=by)


def region(to, on, **more) -> str:
    return law_now(viewer=SYSTEM, **more).status(to, on).region


@pytest.fixture
def swiss(cast):
    """A supplier in Switzerland, whose transfer needs no more than the decision."""
    supplier = cast.party("Alpenhost AG", "SUPPLIER", country="CH", is_public=True)
    return cast.sells(supplier, cast.platform, kind="SUPPLY")


def open_codes() -> set[str]:
    rows = Finding.objects.open().filter(code__startswith="transfer")
    return set(rows.values_list("code", flat=True))


def test_a_decision_applies_from_its_day_and_until_it_lapses(cast):
    enter(**KENYA, until=date(2027, 1, 1))
    days = (date(2026, 11, 8), date(2026, 11, 9), date(2026, 12, 31), date(2027, 1, 1))
    assert [region(KE, on) for on in days] == ["THIRD", "ADEQUATE", "ADEQUATE", "THIRD"]
    enter(
        kind="PROLONGED",
        decision="KE",
        number="(EU) 2026/1200",
        adopted_on=date(2026, 12, 1),
        effective_on=date(2028, 1, 1),
        url=URL,
    )
    assert region(KE, date(2027, 12, 31)) == "ADEQUATE"
    decision = law_now(viewer=SYSTEM).decision_of("KE")
    assert decision.end(known_on=date(2026, 11, 30)) == date(2027, 1, 1)


def test_a_decision_that_covers_some_only_asks_who_is_covered(cast):
    partial = {**KENYA, "listed": True, "covered_nl": "alleen banken", "covered_en": "only banks"}
    enter(**partial)
    assert region(KE, TODAY) == Region.LISTED
    bank = cast.party("Bank", "SUPPLIER", country="KE", is_public=True)
    cast.sells(bank, cast.platform, kind="SUPPLY")
    services.record_transfer(
        exporter=cast.platform,
        importer=bank,
        country="KE",
        mechanism="ADEQUACY",
        on=START,
        by=SYSTEM,
    )
    assert [reason.code for reason in only().stand.reasons] == ["not_covered"]
    with translation.override("en"):
        assert "(EU) 2026/999 (only banks)" in reasons_in_words(only().stand)[0]
    services.record_coverage(importer=bank, decision="KE", on=TODAY, checked_on=TODAY, by=SYSTEM)
    assert only().verdict == "LAWFUL"


@pytest.mark.parametrize(
    ("kind", "number", "says", "law"),
    [
        ("INVALIDATED", "C-999/26", "declared invalid by the Court of Justice (C-999/26)", []),
        ("REPEALED", "(EU) 2026/1001", "repealed or suspended by the Commission", ["Art. 45(5)"]),
    ],
)
def test_when_a_decision_ends_the_findings_follow_and_days_before_keep_their_answer(
    cast, swiss, kind, number, says, law
):
    services.record_transfer(
        exporter=cast.platform,
        importer=swiss.provider,
        country="CH",
        contract=swiss,
        mechanism="ADEQUACY",
        on=START,
        by=SYSTEM,
    )
    refresh_findings(on=TODAY, by=SYSTEM)
    assert open_codes() == set()
    enter(**{**STRUCK, "kind": kind, "number": number})
    refresh_findings(on=TODAY, by=SYSTEM)
    assert open_codes() == {"transfer_ground_lapsed"}
    assert only(date(2026, 11, 19)).verdict == "LAWFUL"
    flow = only(date(2026, 11, 20))
    assert flow.verdict == "UNLAWFUL"
    with translation.override("en"):
        assert says in reasons_in_words(flow.stand)[0]
    cited = [str(cite) for reason in flow.stand.reasons for cite in reason.cites]
    assert [part for part in law if not any(part in cite for cite in cited)] == []
    services.withdraw_law_act(act=LawAct.objects.get(), at=timezone.now(), by=SYSTEM)
    refresh_findings(on=TODAY, by=SYSTEM)
    assert open_codes() == set()


def test_an_end_to_come_is_warned_of_and_not_before_it_is_known(cast, swiss):
    coming = {**STRUCK, "kind": "REPEALED", "number": "(EU) 2026/1001"}
    coming |= {"adopted_on": TODAY - DAY, "effective_on": TODAY + 30 * DAY}
    enter(**coming)
    assert only(TODAY).verdict == "LAWFUL"
    assert only(TODAY + 30 * DAY).verdict == "UNLAWFUL"


def test_who_joins_the_eea_is_no_third_country_and_who_leaves_is(cast, swiss):
    joined = {"country": "CH", "number": "Treaty", "adopted_on": date(2026, 6, 1), "url": URL}
    enter(kind="EEA_JOINED", **joined, effective_on=date(2026, 10, 1))
    assert flows(viewer=SYSTEM, on=TODAY) == []
    assert [region(CH, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [
        "ADEQUATE",
        "EEA",
    ]
    left = {**joined, "number": "Treaty 2"}
    enter(kind="EEA_LEFT", **left, effective_on=date(2026, 11, 1))
    assert region(CH, date(2026, 11, 1)) == "ADEQUATE"
    enter(
        kind="EEA_LEFT",
        country="IS",
        number="Notice",
        adopted_on=date(2026, 1, 1),
        effective_on=date(2026, 11, 1),
        url=URL,
    )
    assert [region(Destination("IS"), d) for d in (date(2026, 10, 31), TODAY)] == ["EEA", "THIRD"]


def test_a_successor_counts_and_what_was_entered_stays(cast):
    wrong = enter(**KENYA)
    right = {key: value for key, value in KENYA.items() if key not in {"kind", "decision"}}
    right.pop("country")
    made = services.succeed_law_act(
        act=wrong,
        **{**right, "effective_on": date(2026, 11, 16)},
        at=timezone.now(),
        by=SYSTEM,
    )
    assert [region(KE, date(2026, 11, day)) for day in (15, 16)] == ["THIRD", "ADEQUATE"]
    assert LawAct.objects.standing().get() == made
    assert LawAct.objects.get(pk=wrong.pk).effective_on == date(2026, 11, 9)
    for refused in (
        lambda: services.withdraw_law_act(act=wrong, at=timezone.now(), by=SYSTEM),
        lambda: enter(**{**KENYA, "number": "(EU) 2026/998"}),
    ):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            refused()
        assert refusal.value.code in {"law_act_succeeded", "decision_there"}
    services.withdraw_law_act(act=made, at=timezone.now(), by=SYSTEM)
    assert region(KE, TODAY) == "THIRD"


def succeed(act, **given) -> LawAct:
    return services.succeed_law_act(act=act, **given, at=timezone.now(), by=SYSTEM)


def withdraw(act) -> LawAct:
    return services.withdraw_law_act(act=act, at=timezone.now(), by=SYSTEM)


SWISS_JOIN = {
    "kind": "EEA_JOINED",
    "country": "CH",
    "number": "Treaty",
    "adopted_on": date(2026, 6, 1),
    "effective_on": date(2026, 10, 1),
    "url": URL,
}


@pytest.mark.parametrize(
    ("given", "to", "before"),
    [
        (KENYA, KE, "THIRD"),
        (STRUCK, CH, "ADEQUATE"),
        ({**STRUCK, "kind": "REPEALED"}, CH, "ADEQUATE"),
        (SWISS_JOIN, CH, "ADEQUATE"),
    ],
)
def test_an_act_is_corrected_as_often_as_it_was_entered_wrongly(cast, given, to, before):
    """Only the last of a line counts: what it took the place of does not come back."""
    right = {key: given[key] for key in ("number", "adopted_on", "effective_on", "url")}
    last = enter(**given)
    for days in (1, 2, 3):
        on = given["effective_on"] + days * DAY
        last = succeed(last, **{**right, "effective_on": on})
        assert [region(to, on - DAY) == before, region(to, on) == before] == [True, False]
    last = withdraw(last)
    assert region(to, TODAY + 5 * DAY) == before
    last = succeed(last, **right)  # it was right after all
    assert region(to, given["effective_on"]) != before
    assert LawAct.objects.standing().get() == last


@pytest.mark.parametrize(
    ("given", "number"),
    [(KENYA, KENYA["number"]), (KENYA, "(EU) 2026/1000"), (STRUCK, STRUCK["number"])],
)
def test_what_was_withdrawn_can_be_entered_anew_and_then_stands_alone(cast, given, number):
    gone = withdraw(enter(**given))
    anew = enter(**{**given, "number": number})
    assert LawAct.objects.standing().get() == anew
    right = {key: given[key] for key in ("number", "adopted_on", "effective_on", "url")}
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        succeed(gone, **right)
    assert refusal.value.code in {"decision_there", "decision_ended"}


@pytest.mark.parametrize("number", ["(EU) 2026/999", "(EU) 2026/1000"])
def test_the_database_too_has_an_act_that_counts_once(cast, number):
    wrong = enter(**KENYA)
    row = {**KENYA, "number": number, "entered_at": timezone.now()}
    with pytest.raises(DatabaseError, match="law_act_there"), transaction.atomic():
        LawAct.objects.create(**row)
    gone = withdraw(wrong)
    anew = LawAct.objects.create(**row)
    with pytest.raises(DatabaseError, match="law_act_there"), transaction.atomic():
        LawAct.objects.create(**row, replaces=gone)
    assert LawAct.objects.standing().get() == anew


def test_an_act_that_changes_nothing_in_the_law_is_entered_once_too(cast):
    prolonged = {**STRUCK, "kind": "PROLONGED", "number": "(EU) 2026/7"}
    enter(**prolonged)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        enter(**prolonged)
    assert refusal.value.code == "law_act_there"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({**KENYA, "country": "NO", "decision": "NO"}, "inside_eea"),
        ({**KENYA, "country": "QQ"}, "country_unknown"),
        ({**KENYA, "decision": "US_DPF"}, "decision_there"),
        ({**KENYA, "number": "2000/518/EC"}, "decision_there"),
        ({**KENYA, "country": "CH"}, "decision_of_another"),
        ({**KENYA, "listed": True}, "law_act_covers_whom"),
        ({**KENYA, "until": date(2026, 11, 9)}, "law_act_lapses_later"),
        ({**KENYA, "effective_on": date(2026, 11, 1)}, "law_act_in_force_once_adopted"),
        ({**KENYA, "url": "http://example.org/"}, "invalid"),
        ({**STRUCK, "decision": "XX"}, "no_such_decision"),
        ({**STRUCK, "decision": "US_PRIVACY_SHIELD"}, "decision_ended"),
        ({**STRUCK, "number": "that judgment"}, "judgment_unnamed"),
        ({**STRUCK, "effective_on": date(2000, 1, 1)}, "decision_not_then"),
        ({**KENYA, "kind": "EEA_JOINED", "country": "NL"}, "eea_member_already"),
        ({**KENYA, "kind": "EEA_LEFT"}, "eea_member_already"),
    ],
)
def test_what_does_not_fit_the_law_that_there_is_is_refused(cast, given, code):
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        enter(**given)
    assert refusal.value.code == code
    assert not LawAct.objects.exists()


def test_only_officers_enter_law_and_everyone_reads_it(cast, olga, manager_of):
    enter(**KENYA, by=olga)
    for viewer in (manager_of(cast.belfabriek), PUBLIC):
        with partner_scope(viewer):
            assert law_now(viewer=viewer).status(KE, TODAY).region == "ADEQUATE"
            with pytest.raises(NotAllowed), transaction.atomic():
                enter(**STRUCK, by=viewer)
            with pytest.raises(DatabaseError), transaction.atomic():
                LawAct.objects.create(**STRUCK, country="CH", entered_at=timezone.now())


def test_the_database_alters_nothing_that_was_entered_and_dates_it_itself(cast):
    made = enter(**KENYA)
    made.refresh_from_db()
    assert abs(made.entered_at - timezone.now()) < timedelta(minutes=5)
    other = {**STRUCK, "country": "CH", "entered_at": timezone.now(), "replaces": made}
    for refused in (
        lambda: LawAct.objects.update(effective_on=START),
        lambda: LawAct.objects.all().delete(),
        lambda: LawAct.objects.create(**other),
        lambda: connection.cursor().execute("TRUNCATE roles_lawact CASCADE"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    assert LawAct.objects.get() == made


def test_what_the_register_knew_before_an_act_was_entered_stays_askable(cast, swiss):
    def file(known_at) -> bytes:
        return as_json(flows(viewer=SYSTEM, on=TODAY, known_at=known_at), on=TODAY, known_at=None)

    struck = enter(**STRUCK)
    struck.refresh_from_db()
    assert region(CH, TODAY, known_at=struck.entered_at - timedelta(microseconds=1)) == "ADEQUATE"
    assert region(CH, TODAY, known_at=struck.entered_at) == "THIRD"
    assert file(timezone.now() + timedelta(minutes=1)) == file(None)


def act(**given) -> Entered:
    usual = {"adopted_on": TODAY, "effective_on": TODAY, "looked_up": LookedUp(Seen.OFFICIAL, URL)}
    return Entered(**{**usual, **given})


def test_what_a_release_ships_takes_the_place_of_what_was_entered():
    shield = shipped().decision_of("US_PRIVACY_SHIELD")
    law = with_acts(
        shipped(),
        [
            act(kind="INVALIDATED", number="C-1/26", decision="US_PRIVACY_SHIELD"),
            act(kind="ADEQUACY", number="2000/518/EC", decision="CH_2", country="CH"),
            act(kind="PROLONGED", number="(EU) 2025/2574", decision="GB"),
            act(kind="EEA_JOINED", number="x", country="NL"),
        ],
    )
    assert law.decision_of("US_PRIVACY_SHIELD") == shield
    assert law.decisions == shipped().decisions
    assert law.eea == shipped().eea


def test_without_acts_the_law_is_what_is_shipped(cast):
    assert law_now(viewer=SYSTEM) is shipped()
