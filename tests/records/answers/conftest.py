"""Anna works at Bakker (Belfabriek); Eigenheim (Spraakwerk) called her. She asks what is kept."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from records.answers import services
from records.answers.models import AnswerPackage, AnswerSearch
from records.models import DataStore
from records.requests import services as requests
from records.requests.models import RequestPart, SubjectRequest
from roles.models import Party
from tests.records.answers.filling import elsewhere, our_own, ready_made
from tests.records.elsewhere import server  # noqa: F401
from tests.records.foreign import Server, mariadb_server  # noqa: F401
from tests.records.requests.conftest import (  # noqa: F401
    NOW,
    SAID,
    Asking,
    _delivered,
    asking,
    cast,
    eve,
    manager_of,
    olga,
)
from tests.remembered import remembered
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass
class World:
    """Who is who, what was asked, and how it is answered."""

    cast: Cast
    eigenheim: Party
    request: SubjectRequest
    olga: Viewer
    manager_of: Callable[[Party], Viewer]

    def part(self, about: Party, category: str = "TRAFFIC_BILLING") -> RequestPart:
        return self.request.parts.standing().get(category=category, about=about, purposes=[])

    def search(self, about: Party, by: Viewer) -> AnswerSearch:
        return services.search_part(part=self.part(about), at=NOW, by=by)

    def decided(self, about: Party, by: Viewer, *, included: bool = True) -> AnswerSearch:
        search = self.search(about, by)
        for group in search.groups.filter(outcome="FOUND"):
            reason = "" if included else "OTHERS"
            services.choose_group(
                group=group, included=included, reason=reason, name="M", at=NOW, by=by
            )
        return search

    def package(self, about: Party, by: Viewer, kind: str = "ACCESS") -> tuple[AnswerPackage, str]:
        self.decided(about, by)
        return services.make_package(part=self.part(about), kind=kind, at=NOW, by=by)


def known(request: SubjectRequest, by: Viewer) -> None:
    """Nobody doubts who asks; how that was seen is said."""
    requests.confirm_identity(request=request, **SAID, text="Called back.", by=by)


def recorded() -> Cast:
    made = _delivered()
    ready_made()
    return made


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, and the records that come with the product: an answer is made of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(recorded)
        transaction.set_rollback(True)


@pytest.fixture
def filled(cast: Cast, server: Server) -> Iterator[DataStore]:  # noqa: F811
    """Our own calls, and a mapped store elsewhere."""
    eigenheim = cast.party("Eigenheim")
    cast.delivers(cast.spraakwerk, eigenheim)
    employers, others = (cast.belfabriek.pk, cast.bakker.pk), (cast.spraakwerk.pk, eigenheim.pk)
    our_own(employers, others)
    yield elsewhere(server, employers, others)
    server.execute("DELETE FROM cdr")


@pytest.fixture
def world(
    filled: DataStore,
    cast: Cast,  # noqa: F811
    asking: Asking,  # noqa: F811
    olga: Viewer,  # noqa: F811
    manager_of: Callable[[Party], Viewer],  # noqa: F811
) -> World:
    eigenheim = Party.objects.get(name="Eigenheim")
    request = asking.receive(rights=["ACCESS", "PORTABILITY"], about=cast.bakker)
    requests.place_request(request=request, about=eigenheim, **SAID, by=olga)
    known(request, olga)
    made = World(cast, eigenheim, request, olga, manager_of)
    for about in (cast.bakker, eigenheim):
        requests.forward_part(part=made.part(about), **SAID, by=olga)
    return made


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def data_of(files: dict[str, bytes]) -> dict[str, Any]:
    (name,) = [name for name in files if name.endswith(".json")]
    found: dict[str, Any] = json.loads(files[name])
    return found
