"""The demo's statements: VoIPGRID's, by two people, and Belfabriek's in colours of its own."""

from dataclasses import replace

from django.utils import timezone

from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.accounts.demo import demo_logins, demo_party
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.choices import Automated, Obliged
from voipgrid_privacy.site.statements.models import PrivacyStatement
from voipgrid_privacy.site.statements.queries import drawn, last_published


@use_case
def seed_statements(*, by: Viewer) -> int:
    """Publish what is not published yet, where the demo's people are; return how many.

    Raises ImproperlyConfigured in production.
    """
    demo_logins()
    people = {user.email: user for user in User.objects.filter(email__in=_ADDRESSES)}
    if len(people) != len(_ADDRESSES):
        return 0
    olga, dirk, bram = (viewer_for(people[address]) for address in _ADDRESSES)
    done = 0
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if platform is not None and last_published(platform) is None:
        services.propose(party=platform, on=timezone.localdate(), by=olga)
        done += _published(platform, replace(by, user_id=dirk.user_id))
    belfabriek = Party.objects.filter(pk=demo_party("belfabriek")).first()
    if belfabriek is not None and last_published(belfabriek) is None:
        _write(belfabriek, bram)
        done += _published(belfabriek, bram)
    return done


_ADDRESSES = ("olga@voipgrid.example", "dpo@voipgrid.example", "manager@belfabriek.example.com")


def _write(party: Party, by: Viewer) -> None:
    services.declare(
        party=party,
        obliged=Obliged.CONTRACT,
        automated=Automated.NONE,
        automated_how=None,
        by=by,
    )
    slug = PrivacyStatement.objects.get(party=party).slug
    services.dress(party=party, colour="#123f3a", on_colour="#ffffff", slug=slug, by=by)


def _published(party: Party, by: Viewer) -> int:
    today = timezone.localdate()
    services.publish(
        party=party,
        seen=drawn(party, today).hash,
        effective_on=today,
        gaps_accepted=True,
        on=today,
        by=by,
    )
    return 1
