"""From draft to publication: who may, what is refused, what stays, who hears of it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from roles.followers import services as following
from roles.mail.services import deliver, mail_waiting
from roles.models import (
    DataElement,
    Finding,
    Follower,
    OutgoingMail,
    WebhookMessage,
)
from roles.services import refresh_findings
from tests.site.world import World
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements import errors, services
from voipgrid_privacy.site.statements.models import (
    PrivacyStatement,
    StatementNews,
    StatementProposal,
    StatementPublication,
)
from voipgrid_privacy.site.statements.queries import Draft
from voipgrid_privacy.site.statements.telling import tell_of_statements

pytestmark = pytest.mark.django_db
Drawn = Callable[..., Draft]
PLATFORM = "VoIPGRID B.V."
TEXT = Localised("Hallo", "Hello")


def today() -> date:
    return timezone.localdate()


def bella(world: World, *abilities: Ability) -> Viewer:
    pk = world.parties["Belfabriek"].pk
    return Viewer(uuid4(), "Bella", frozenset({pk}), abilities=frozenset(abilities))


def manager(world: World) -> Viewer:
    return bella(world, Ability.WRITE_OWN)


def officer() -> Viewer:
    return Viewer(uuid4(), "officer", abilities=frozenset(Ability))


def publish(world: World, draft: Drawn, by: Viewer, name: str = "Belfabriek", **more):
    given = {
        "seen": draft(name, on=today()).hash,
        "effective_on": today(),
        "gaps_accepted": True,
        "on": today(),
        **more,
    }
    return services.publish(party=world.parties[name], **given, by=by)


def renamed(code: str = "sector", nl: str = "Branche", en: str = "Branch") -> None:
    row = DataElement.objects.get(code=code)
    row.name = Localised(nl, en)
    row.save()


def test_a_partner_publishes_what_it_read(world: World, draft: Drawn) -> None:
    by = manager(world)
    row = publish(world, draft, by)
    assert (row.number, row.slug, row.approved_by) == (1, "belfabriek", by.user_id)
    assert row.proposal.hash == draft("Belfabriek", on=today()).hash
    assert not draft("Belfabriek", on=today()).is_new
    with pytest.raises(errors.NothingNew):
        publish(world, draft, by)


def test_open_letters_are_told_and_must_be_known(world: World, draft: Drawn) -> None:
    with pytest.raises(errors.GapsNotAccepted, match="13 lid 2 onder e"):
        publish(world, draft, manager(world), gaps_accepted=False)
    row = publish(world, draft, manager(world))
    assert "13(2)(e)" in row.proposal.gaps


def test_what_changed_after_it_was_read_is_not_published(world: World, draft: Drawn) -> None:
    seen = draft("Belfabriek", on=today()).hash
    renamed("call_start", "Begin", "Start")
    with pytest.raises(errors.DraftChanged):
        publish(world, draft, manager(world), seen=seen)


@pytest.mark.parametrize(
    ("days", "refusal"), [(-1, errors.EffectiveInThePast), (0, None), (9, None)]
)
def test_it_takes_effect_today_or_later(world: World, draft: Drawn, days: int, refusal) -> None:
    on = today() + timedelta(days=days)
    if refusal is None:
        assert publish(world, draft, manager(world), effective_on=on).effective_on == on
        return
    with pytest.raises(refusal), transaction.atomic():
        publish(world, draft, manager(world), effective_on=on)


def test_no_version_takes_effect_before_the_one_before_it(world: World, draft: Drawn) -> None:
    publish(world, draft, manager(world), effective_on=today() + timedelta(days=9))
    renamed("call_start", "Begin", "Start")
    with pytest.raises(errors.BeforeTheLast), transaction.atomic():
        publish(world, draft, manager(world))
    later = publish(world, draft, manager(world), effective_on=today() + timedelta(days=9))
    assert later.number == 2


def test_the_platforms_statement_needs_two_people(world: World, draft: Drawn) -> None:
    one, other = officer(), officer()
    with pytest.raises(errors.SecondPersonNeeded):
        publish(world, draft, one, PLATFORM)
    services.propose(party=world.parties[PLATFORM], on=today(), by=one)
    with pytest.raises(errors.SecondPersonNeeded), transaction.atomic():
        publish(world, draft, one, PLATFORM)
    row = publish(world, draft, other, PLATFORM)
    assert (row.proposal.made_by, row.approved_by) == (one.user_id, other.user_id)


def test_others_write_and_publish_nothing(world: World, draft: Drawn) -> None:
    reader, party = bella(world), world.parties["Belfabriek"]
    with pytest.raises(NotAllowed):
        publish(world, draft, reader)
    eve = Viewer(uuid4(), "Eve", frozenset({uuid4()}), abilities=frozenset({Ability.WRITE_OWN}))
    with pytest.raises(NotFound):
        publish(world, draft, eve)
    with pytest.raises(NotFound):
        services.move_part(party=party, code="who", steps=1, by=eve)
    with pytest.raises(NotFound):  # a customer tells nobody anything through us
        services.move_part(party=world.parties["Bakker"], code="who", steps=1, by=SYSTEM)


def test_what_is_published_is_never_changed_or_removed(world: World, draft: Drawn) -> None:
    row = publish(world, draft, manager(world))
    for rows, change in (
        (StatementPublication.objects.filter(pk=row.pk), {"effective_on": today()}),
        (StatementProposal.objects.filter(pk=row.proposal_id), {"body": "{}"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_the_database_hashes_numbers_and_dates_whatever_is_written(world: World) -> None:
    party = world.parties["Spraakwerk"]
    long_ago = timezone.now() - timedelta(days=900)
    made = StatementProposal(party=party, body="{}", hash="0" * 64, made_at=long_ago)
    made.save()
    made.refresh_from_db()
    assert made.hash == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert made.made_at > long_ago
    other = world.parties["Belfabriek"]
    row = StatementPublication(
        proposal=made, party=other, slug="x", effective_on=today(), published_at=long_ago, number=9
    )
    with pytest.raises(IntegrityError, match="statement_of_others"), transaction.atomic():
        row.save()
    row.party = party
    row.save()
    row.refresh_from_db()
    assert row.number == 1
    assert row.published_at > long_ago


def test_parts_are_moved_written_added_and_taken_out(world: World, draft: Drawn) -> None:
    party, by = world.parties["Belfabriek"], manager(world)
    services.add_part(party=party, title=Localised("Over ons", "About"), intro=TEXT, by=by)
    own = PrivacyStatement.objects.get(party=party).parts[-1]["code"]
    services.move_part(party=party, code=own, steps=-99, by=by)
    services.write_introduction(party=party, code="who", intro=TEXT, by=by)
    parts = draft("Belfabriek").content["parts"]
    assert (parts[0]["code"], parts[0]["title"]["nl"]) == (own, "Over ons")
    (who,) = [part for part in parts if part["code"] == "who"]
    assert who["intro"] == {"nl": "Hallo", "en": "Hello"}
    assert who["facts"]
    services.write_introduction(party=party, code="who", intro=None, by=by)
    services.remove_part(party=party, code=own, by=by)
    assert "Hallo" not in str(draft("Belfabriek").content)


def test_a_fact_is_not_typed_over(world: World) -> None:
    party, by = world.parties["Belfabriek"], manager(world)
    with pytest.raises(errors.FactTypedOver):
        services.remove_part(party=party, code="rights", by=by)
    with pytest.raises(errors.FactTypedOver):
        services.write_introduction(party=party, code="who", intro=TEXT, title=TEXT, by=by)
    with pytest.raises(errors.UnknownPart):
        services.write_introduction(party=party, code="facts", intro=TEXT, by=by)


@pytest.mark.parametrize("nl", ["", " ", "x" * 4_001, "a\x00b", "a\u202eb"])
def test_only_plain_text_in_two_languages_is_taken(world: World, nl: str) -> None:
    party, by = world.parties["Belfabriek"], manager(world)
    with pytest.raises(errors.NotPlainText):
        services.write_introduction(party=party, code="who", intro=Localised(nl, "x"), by=by)


def test_colours_that_cannot_be_told_apart_are_refused(world: World) -> None:
    party, by = world.parties["Belfabriek"], manager(world)
    dress = {"party": party, "on_colour": "#ffffff", "slug": "belfabriek", "by": by}
    with pytest.raises(errors.ColoursTooAlike, match=r"4\.48"):
        services.dress(colour="#777777", **dress)
    assert services.dress(colour="#767676", **dress).colour == "#767676"


def test_an_address_is_ones_own_and_stays_once_published(world: World, draft: Drawn) -> None:
    party, by = world.parties["Belfabriek"], manager(world)
    colours = {"colour": "#2a3042", "on_colour": "#ffffff"}
    services.move_part(party=world.parties["Spraakwerk"], code="who", steps=0, by=SYSTEM)
    for taken in ("spraakwerk", "voipgrid"):
        with pytest.raises(errors.AddressTaken):
            services.dress(party=party, slug=taken, by=by, **colours)
    services.dress(party=party, slug="bel", by=by, **colours)
    assert publish(world, draft, by).slug == "bel"
    with pytest.raises(errors.AddressFixed):
        services.dress(party=party, slug="anders", by=by, **colours)


def test_a_changed_register_is_proposed_by_itself_and_is_a_finding(world, draft: Drawn) -> None:
    by = manager(world)
    publish(world, draft, by)
    assert services.propose_what_changed(on=today(), by=SYSTEM) == 0
    renamed("call_start", "Begin", "Start")
    assert services.propose_what_changed(on=today(), by=SYSTEM) == 1
    assert services.propose_what_changed(on=today(), by=SYSTEM) == 0
    refresh_findings(on=today(), by=SYSTEM)
    found = Finding.objects.filter(code="statement_behind", state="OPEN")
    assert [row.party_id for row in found] == [world.parties["Belfabriek"].pk]
    assert found[0].owner == "PARTNER"
    row = publish(world, draft, by)
    assert row.proposal.by_itself
    refresh_findings(on=today(), by=SYSTEM)
    assert not Finding.objects.filter(code="statement_behind", state="OPEN").exists()


def test_what_somebody_is_writing_is_not_proposed_by_itself(world, draft: Drawn) -> None:
    by, party = manager(world), world.parties["Belfabriek"]
    publish(world, draft, by)
    services.write_introduction(party=party, code="who", intro=TEXT, by=by)
    renamed("call_start", "Begin", "Start")
    assert services.propose_what_changed(on=today(), by=SYSTEM) == 0


def test_one_person_approves_what_the_register_proposed_for_the_platform(world, draft) -> None:
    one, other = officer(), officer()
    services.propose(party=world.parties[PLATFORM], on=today(), by=one)
    publish(world, draft, other, PLATFORM)
    renamed()
    services.propose_what_changed(on=today(), by=SYSTEM)
    assert publish(world, draft, one, PLATFORM).number == 2


@pytest.mark.parametrize(
    "later",
    [("LAW", "NONE", None), ("CONTRACT", "SOME", TEXT), ("UNKNOWN", "NONE", None)],
)
def test_what_is_declared_of_the_platform_is_somebodys_words(world, draft, later) -> None:
    """Nobody publishes these alone, by letting the register propose them or by writing past it."""
    one, other, party = officer(), officer(), world.parties[PLATFORM]

    def declare(obliged: str, automated: str, how: Localised | None) -> None:
        services.declare(
            party=party, obliged=obliged, automated=automated, automated_how=how, by=one
        )

    declare("CONTRACT", "NONE", None)
    services.propose(party=party, on=today(), by=one)
    publish(world, draft, other, PLATFORM)
    declare(*later)
    assert services.propose_what_changed(on=today(), by=SYSTEM) == 0
    with pytest.raises(errors.SecondPersonNeeded):
        publish(world, draft, one, PLATFORM)
    drawn = draft(PLATFORM, on=today())
    forged = StatementProposal(
        party=party, body=drawn.body, hash=drawn.hash, made_at=timezone.now(), by_itself=True
    )
    forged.save(force_insert=True)
    with pytest.raises(errors.SecondPersonNeeded), transaction.atomic():
        publish(world, draft, one, PLATFORM)
    services.propose(party=party, on=today(), by=one)
    assert publish(world, draft, other, PLATFORM).number == 2


def test_followers_are_mailed_what_changes_in_two_languages(world: World, draft: Drawn) -> None:
    by, party, now = manager(world), world.parties["Belfabriek"], timezone.now()
    publish(world, draft, by)
    tell_of_statements(at=now, by=SYSTEM)
    following.follow(address="jan@example.nl", at=now, by=SYSTEM, statement_of=party)
    following.follow(address="JAN@example.nl", at=now, by=SYSTEM)  # the list, apart from it
    assert Follower.objects.count() == 2
    Follower.objects.update(confirm_hash="", confirm_before=None, confirmed_at=now)
    renamed("call_start", "Eerste seconde", "First second")
    row = publish(world, draft, by)
    OutgoingMail.objects.update(sent_at=now)
    assert tell_of_statements(at=now, by=SYSTEM) == 1
    assert tell_of_statements(at=now, by=SYSTEM) == 0
    assert StatementNews.objects.get(publication=row).told == 1
    for pk in mail_waiting(at=now):
        deliver(mail=pk, at=now, by=SYSTEM)
    sent = outbox.outbox[-1]
    assert sent.extra_headers["From"].startswith("Belfabriek")
    assert "Eerste seconde" in sent.body
    assert "First second" in sent.body
    assert "versie 2" in sent.subject
    assert "List-Unsubscribe" in sent.extra_headers


def test_the_party_is_told_by_webhook_of_its_publication(world: World, draft: Drawn) -> None:
    row = publish(world, draft, manager(world))
    (told,) = WebhookMessage.objects.filter(type="privacy_statement.published")
    assert (told.party_id, told.about) == (world.parties["Belfabriek"].pk, row.pk)
