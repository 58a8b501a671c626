"""A proven host is looked at again: what misses its proof is told, and then no longer served."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cookies.scanner.ownership import Outside
from roles.mail.models import OutgoingMail
from roles.models import Contact, Finding
from roles.services.findings import refresh_findings
from tests.site.statements.test_own_host import HOST, Records, proven, showing
from tests.site.statements.test_pages import DESK, PAGE, bella
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.statements.models import OwnHost
from voipgrid_privacy.site.statements.own_hosts.rechecking import look_again
from voipgrid_privacy.site.statements.own_hosts.rules import AGAIN, EVERY, GRACE, PATIENCE
from voipgrid_privacy.site.statements.own_hosts.services import prove_host

__all__ = ("bella", "proven")
pytestmark = pytest.mark.django_db
NOTHING = Outside(names=Records({}))  # type: ignore[arg-type]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def written(world: World, proven: OwnHost) -> OwnHost:
    Contact.objects.create(party=proven.party, kind="PRIVACY", email="p@belfabriek.example.nl")
    return proven


def look(row: OwnHost, at: datetime, world: Outside = NOTHING) -> int:
    done = look_again(at=at, by=SYSTEM, world=world)
    row.refresh_from_db()
    return done


def after(row: OwnHost, pause: timedelta) -> datetime:
    return row.proven_at + pause  # type: ignore[operator]


def missing(row: OwnHost, *, since: timedelta) -> None:
    """Let the proof be gone for so long, as looks every hour would have found."""
    at = timezone.now() - since
    OwnHost.objects.filter(pk=row.pk).update(missing_since=at, checked_at=at, warned_at=at)
    row.refresh_from_db()


def test_what_was_proven_is_looked_at_again_after_a_day_and_not_before(proven: OwnHost) -> None:
    assert look(proven, after(proven, EVERY - MINUTE)) == 0
    assert look(proven, after(proven, EVERY), showing(proven)) == 1
    assert (proven.missing_since, proven.warned_at) == (None, None)
    assert look(proven, after(proven, EVERY + AGAIN)) == 0


def test_nobody_but_the_platform_has_them_looked_at(world: World, proven: OwnHost) -> None:
    with pytest.raises(NotAllowed):
        look_again(at=timezone.now(), by=viewer_for(world.users["Bella"]), world=NOTHING)


def test_a_proof_that_is_away_for_a_while_is_told_to_nobody(written: OwnHost) -> None:
    look(written, after(written, EVERY))
    assert written.missing_since == after(written, EVERY)
    look(written, after(written, EVERY + AGAIN))
    assert not OutgoingMail.objects.exists()
    look(written, after(written, EVERY + 2 * AGAIN), showing(written))
    assert (written.missing_since, written.warned_at) == (None, None)


def test_a_proof_that_stays_away_is_told_once_and_is_a_finding_until_it_is_back(
    written: OwnHost,
) -> None:
    gone = after(written, EVERY)
    for hours in range(9):
        look(written, gone + hours * AGAIN)
    mail = OutgoingMail.objects.get()
    assert written.warned_at == gone + PATIENCE
    assert (mail.kind, mail.about, mail.address) == ("HOST", written.pk, "p@belfabriek.example.nl")
    assert f"_voipgrid-privacy.{HOST} voipgrid-privacy={written.token}" in mail.body
    assert f"Het bewijs dat {HOST} van u is" in mail.subject
    assert "have not found it since" in mail.body
    refresh_findings(on=timezone.localdate(), by=SYSTEM)
    found = Finding.objects.get(code="own_host_unproven", state="OPEN")
    assert (found.party_id, found.owner) == (written.party_id, "PARTNER")
    look(written, gone + 10 * AGAIN, showing(written))
    refresh_findings(on=timezone.localdate(), by=SYSTEM)
    assert not Finding.objects.filter(code="own_host_unproven", state="OPEN").exists()


def test_pages_stay_for_the_time_of_grace_and_are_then_at_our_address_alone(
    world: World, proven: OwnHost, bella: Client
) -> None:
    visitor = Client(headers={"host": HOST})
    missing(proven, since=GRACE - MINUTE)
    assert visitor.get("/").status_code == 200
    assert "then your pages stay there" in text(bella.get(DESK))
    missing(proven, since=GRACE + MINUTE)
    assert visitor.get("/").status_code == 400
    assert f'rel="canonical" href="{settings.PUBLIC_URL}/en/p/belfabriek/"' in text(
        Client().get(PAGE)
    )
    said = text(bella.get(DESK))
    assert "your pages are there no longer since" in said
    assert f"voipgrid-privacy={proven.token}" in said
    by = viewer_for(world.users["Bella"])
    prove_host(party=proven.party, at=timezone.now(), by=by, world=showing(proven))
    assert visitor.get("/").status_code == 200


def test_what_was_given_up_is_looked_at_no_more(proven: OwnHost) -> None:
    OwnHost.objects.filter(pk=proven.pk).update(ended_at=timezone.now())
    assert look(proven, after(proven, EVERY)) == 0
