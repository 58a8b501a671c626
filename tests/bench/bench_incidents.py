"""``python -m tests.bench.bench_incidents``: an incident that touches 40 partners, 4,000 customers.

Needs a migrated database; adds load data if there is none. Prints how long it takes to say whom it
touches, to tell all partners, and for all partners to pass it on; how many notices and clocks that
makes; and undoes it all.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from records.incidents import services  # noqa: E402
from records.incidents.models import (  # noqa: E402
    IncidentClock,
    IncidentDossier,
    IncidentNotice,
)
from roles.models import Party  # noqa: E402
from tests.records.incidents.world import facts, manager  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

PARTNERS, CUSTOMERS = 40, 100


def main() -> None:
    """Prepare, measure, print, undo."""
    if not Party.objects.filter(kind="PLATFORM").exists():
        call_command("load_register", verbosity=0)
    if Party.objects.filter(kind="PARTNER", is_model=False).count() < PARTNERS:
        call_command("generate_chain", partners=PARTNERS, customers=CUSTOMERS, seed="incidents")
    with transaction.atomic():
        _measure()
        transaction.set_rollback(True)


def _measure() -> None:
    platform, at = Party.objects.get(kind="PLATFORM"), timezone.now()
    dossier = services.register_incident(
        party=platform, aware_at=at, name="bench", facts=facts(), at=at, by=SYSTEM
    )
    parties = services.read_list(dossier=dossier, text="", all_of=[platform.pk], at=at, by=SYSTEM)
    total = _timed(
        f"whom it touches: {len(parties):,} parties",
        lambda: services.touch(dossier=dossier, parties=parties, at=at, by=SYSTEM),
    )
    total += _timed("tell the partners", lambda: _send(dossier))
    total += _timed("all partners pass it on", lambda: _pass_on(dossier))
    told = IncidentNotice.objects.filter(incident=dossier.incident_id, told_at__isnull=False)
    clocks = IncidentClock.objects.filter(dossier__incident=dossier.incident_id)
    print(f"{told.count():,} notices and {clocks.count():,} clocks in {total:.1f} s (goal 10 s)")


def _send(dossier: IncidentDossier) -> int:
    return services.send_notices(dossier=dossier, at=timezone.now(), by=SYSTEM)


def _pass_on(dossier: IncidentDossier) -> None:
    files = IncidentDossier.objects.filter(incident=dossier.incident_id, keeper=None)
    for file in files.exclude(pk=dossier.pk).select_related("party", "incident"):
        services.send_notices(
            dossier=file, means="LETTER", at=timezone.now(), by=manager(file.party)
        )


def _timed(what: str, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    took = time.perf_counter() - began
    print(f"  {what:40} {took:6.2f} s")
    return took


if __name__ == "__main__":
    main()
