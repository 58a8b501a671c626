"""A request of Anna on the pages: at Bakker of Belfabriek, and called by Slager of Spraakwerk."""

from datetime import timedelta

from django.utils import timezone

from records.choices import StartEvent, Technique
from records.models import RetentionRule
from records.requests import services
from records.requests.models import RequestPart, SubjectRequest
from records.requests.persons import Person
from records.retention.rules import Term
from records.retention.services import decide_retention
from roles.models import Party, Source
from tests.records.answers.filling import ANNAS, elsewhere, our_own
from tests.records.foreign import Server
from tests.site.world import START, World
from voipgrid_privacy.kernel.law import tw
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


def hold_rows(world: World, server: Server) -> None:
    """Have rows of Anna in our own store and in one elsewhere, which a rule lets be deleted."""
    our_own(*pairs(world))
    store = elsewhere(server, *pairs(world))
    decide_retention(
        code="billing",
        category=RetentionRule.objects.first().category_id,  # type: ignore[union-attr]
        store=store.pk,
        start_event=StartEvent.INVOICE_DATE,
        term=Term(months=6),
        grounds=(tw("11.5", 2),),
        source=Source.objects.first().pk,  # type: ignore[union-attr]
        decided_by=Party.objects.get(is_model=True, kind="PARTNER").pk,
        technique=Technique.DELETE,
        on=START,
        by=SYSTEM,
    )
