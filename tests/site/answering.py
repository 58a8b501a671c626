"""A request of Anna on the pages: at Bakker of Belfabriek, and called by Slager of Spraakwerk."""

from datetime import timedelta

from django.utils import timezone

from records.requests import services
from records.requests.models import RequestPart, SubjectRequest
from records.requests.persons import Person
from roles.models import Party
from tests.records.answers.filling import ANNAS, our_own
from tests.site.world import World
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

ANNA = Person(name="Anna Canarie", emails=("anna@canarie.example",), phones=(ANNAS,))


def pairs(world: World) -> tuple[tuple, tuple]:  # type: ignore[type-arg]
    parties = world.parties
    return (
        (parties["Belfabriek"].pk, parties["Bakker"].pk),
        (parties["Spraakwerk"].pk, parties["Slager"].pk),
    )


def asked(world: World) -> SubjectRequest:
    """Receive the request, place it in both chains, and forward what each controller answers."""
    now = timezone.now()
    said = {"name": "Olga", "on": legal_day(now), "at": now, "by": SYSTEM}
    request = services.receive_request(
        received_by=Party.objects.get(kind="PLATFORM"),
        rights=["ACCESS"],
        channel="ADMIN",
        received_at=now - timedelta(days=1),
        language="nl",
        subject=ANNA,
        about=world.parties["Bakker"],
        at=now,
        by=SYSTEM,
    )
    services.place_request(request=request, about=world.parties["Slager"], **said)
    services.confirm_identity(request=request, text="Called back.", **said)
    for part in traffic(request):
        services.forward_part(part=part, **said)
    return request


def traffic(request: SubjectRequest) -> list[RequestPart]:
    rows = request.parts.standing().filter(category="TRAFFIC_BILLING", purposes=[])
    return list(rows.order_by("about__name"))


def asked_with_calls(world: World) -> SubjectRequest:
    our_own(*pairs(world))
    return asked(world)
