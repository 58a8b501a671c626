"""What the demo shows of requests: one due soon, one that waits, one with nobody, one too late."""

from datetime import datetime, timedelta
from typing import Any, Final

from records.requests import services
from records.requests.choices import Channel
from records.requests.models import RequestPart, SubjectRequest
from records.requests.persons import Person
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

LOUISE: Final = Person("Louise de Vries", ("louise@voorbeeld.example",), ("+31850000101",))
OMAR: Final = Person("Omar Haddad", ("omar@voorbeeld.example",), ("+31850000102",))
NOBODY: Final = Person("", (), ("+31850000103",))
PIETER: Final = Person("Pieter Smit", ("pieter@voorbeeld.example",), (), ("20002",))
WORDS: Final = "Graag wil ik weten welke gegevens over mijn gesprekken u bewaart."


@use_case
def seed_requests(*, at: datetime, by: Viewer) -> int:
    """Enter them; return how many are new. Running again changes nothing."""
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    belfabriek = Party.objects.filter(name="Belfabriek B.V.").first()
    if SubjectRequest.objects.exists() or platform is None or belfabriek is None:
        return 0
    bakker = Party.objects.filter(name="Bakkerij Bakker B.V.").first()
    linde = Party.objects.filter(name="Tandartspraktijk De Linde B.V.").first()
    told: dict[str, Any] = {"at": at, "by": by}
    first = _received(platform, LOUISE, 24, ["ACCESS"], about=bakker, words=WORDS, **told)
    _identified(first, **told)
    for part in first.parts.told().filter(category__in=("TRAFFIC_BILLING", "TRANSMITTED")):
        _forwarded(part, platform, **told)
    erase = _received(belfabriek, OMAR, 14, ["ERASURE", "OBJECTION"], about=linde, **told)
    for part in erase.parts.told().filter(category="TRANSMITTED"):
        services.forward_part(part=part, name="Joost Kramer", on=legal_day(at), **told)
    _received(platform, NOBODY, 3, ["ACCESS", "QUESTION"], channel=Channel.MAIL, **told)
    _received(belfabriek, PIETER, 40, ["COMPLAINT"], about=linde, **told)
    done = _received(belfabriek, NOBODY, 60, ["QUESTION"], **told)
    for part in done.parts.told():
        on = legal_day(at - timedelta(days=50))
        words = "Er zijn geen gegevens gevonden bij dit nummer."
        services.answer_part(part=part, name="Joost Kramer", text=words, on=on, **told)
    services.close_request(request=done, name="Joost Kramer", on=legal_day(at), **told)
    return 5


def _received(
    party: Party,
    person: Person,
    days: int,
    rights: list[str],
    *,
    at: datetime,
    by: Viewer,
    **more: Any,
) -> SubjectRequest:
    return services.receive_request(
        received_by=party,
        rights=rights,
        channel=more.pop("channel", Channel.ADMIN),
        received_at=at - timedelta(days=days),
        language="nl",
        subject=person,
        at=at,
        by=by,
        **more,
    )


def _identified(request: SubjectRequest, *, at: datetime, by: Viewer) -> None:
    asked, seen = legal_day(at - timedelta(days=22)), legal_day(at - timedelta(days=20))
    words = "Teruggebeld op het bekende nummer."
    services.ask_identity(request=request, name="Olga Jansen", on=asked, at=at, by=by)
    services.confirm_identity(
        request=request, name="Olga Jansen", text=words, on=seen, at=at, by=by
    )


def _forwarded(part: RequestPart, platform: Party, *, at: datetime, by: Viewer) -> None:
    if part.duties.filter(party=platform, duty="FORWARD").exists():
        on = legal_day(at - timedelta(days=20))
        services.forward_part(part=part, name="Olga Jansen", on=on, at=at, by=by)
