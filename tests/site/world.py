"""The cast on its pages: Belfabriek with Bakker, Spraakwerk with Slager, and Eve with nobody."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.models import Contract, Party, Service
from voipgrid_privacy.accounts.choices import OfficerGroup
from voipgrid_privacy.accounts.models import Membership, User

START = date(2025, 1, 1)


@dataclass
class World:
    """VoIPGRID's own register with two partners and a customer each."""

    parties: dict[str, Party]
    users: dict[str, User]


def party(name: str, kind: str, **more: object) -> Party:
    return Party.objects.create(name=name, kind=kind, **more)


def deliver(
    provider: Party, acquirer: Party, kind: str, end: date | None = None, start: date = START
) -> Contract:
    return Contract.objects.create(
        provider=provider,
        acquirer=acquirer,
        service=Service.objects.get(code="TELEPHONY"),
        kind=kind,
        reference=f"{provider.name}/{acquirer.name}",
        valid_during=DateRange(start, end),
    )


def user(name: str, *parties: Party) -> User:
    made = User.objects.create_user(f"{name.lower()}@example.nl", name=name)
    for one in parties:
        Membership.objects.create(user=made, party=one, role="MANAGER")
    return made


def officer(name: str) -> User:
    made = user(name)
    made.groups.add(Group.objects.get_or_create(name=OfficerGroup.PRIVACY_OFFICER)[0])
    return made


def build() -> World:
    call_command("load_register", verbosity=0)
    platform = Party.objects.get(kind="PLATFORM")
    host = party("Datacenter", "SUPPLIER", is_public=True)
    belfabriek, spraakwerk = party("Belfabriek", "PARTNER"), party("Spraakwerk", "PARTNER")
    bakker, slager = party("Bakker", "CUSTOMER"), party("Slager", "CUSTOMER")
    deliver(host, platform, "SUPPLY")
    deliver(platform, belfabriek, "RESALE")
    deliver(platform, spraakwerk, "RESALE")
    deliver(belfabriek, bakker, "SUBSCRIPTION")
    deliver(spraakwerk, slager, "SUBSCRIPTION")
    people = (
        user("Bella", belfabriek),
        user("Both", belfabriek, spraakwerk),
        user("Eve"),
        officer("Olga"),
    )
    cast = (platform, host, belfabriek, spraakwerk, bakker, slager)
    return World({p.name: p for p in cast}, {u.name: u for u in people})
