"""Have Belfabriek, of the demo, ask for statistics of its calls, and give it customers enough."""

from typing import Any
from uuid import uuid5

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.models import DataStore, StatisticsDecision
from records.register import STORE
from records.statistics.services import decide_statistics
from records.telephony.generator import Pair
from records.telephony.services import generate_calls
from roles.models import Party
from voipgrid_privacy.accounts.demo import demo_party
from voipgrid_privacy.kernel.tenancy import SYSTEM

MONTHS_BACK = 12
MOST_CALLS = 40
CUSTOMERS = 150
CALLS = 36_000
SEED = 2


class Command(BaseCommand):
    """``manage.py seed_statistics``: idempotent, and before ``generate_calls``."""

    help = "Have the demo's partner ask for statistics of its calls; refuses in production."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Record decision and calls, where demo and store are there and they are not.

        Of a handful of customers statistics say nothing, so there are calls of more than the demo's
        register knows.
        """
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        party = Party.objects.filter(pk=demo_party("belfabriek")).first()
        store = DataStore.objects.filter(code=STORE).first()
        known = StatisticsDecision.objects.filter(party=party, store=store)
        if party is None or store is None or known.exists():
            return
        today = timezone.localdate()
        first = today.replace(day=1) - relativedelta(months=MONTHS_BACK)
        decide_statistics(
            party=party.pk, store=store.pk, on=first, most_calls=MOST_CALLS, by=SYSTEM
        )
        pairs = [Pair(party.pk, uuid5(party.pk, str(number))) for number in range(CUSTOMERS)]
        generate_calls(
            calls=CALLS, months=MONTHS_BACK, until=today, seed=SEED, pairs=pairs, by=SYSTEM
        )
        self.stdout.write(f"{party.name} has statistics made since {first}")
