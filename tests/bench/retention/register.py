"""The register of the bench: stores, mapped tables, and a rule a day for each measurement."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from records.choices import StartEvent, StoreKind, Technique
from records.engine import services
from records.engine.models import AnonymisationJob
from records.models import DataStore, RetentionRule, StoreTable
from records.register import load_retention_register
from records.retention.rules import Term
from records.retention.services import decide_retention
from records.stores import services as stores
from roles.choices import PartyKind
from roles.models import DataCategory, DataElement, Party, Source
from tests.records.elsewhere import address_of, mapped
from tests.records.foreign import Server
from voipgrid_privacy.kernel.law import tw
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

TODAY = date(2026, 8, 31)
MOST = 2_000_000_000


def words(text: str) -> Localised:
    return Localised(nl=text, en=text)


class Register:
    """What the runs need to exist."""

    def __init__(self) -> None:
        self.days = count()
        self.category = DataCategory.objects.create(
            code="TRAFFIC_BILLING", name=words("Traffic"), description=words("Traffic")
        )
        for code in ("calling_number", "called_number", "call_duration", "email_addresses"):
            DataElement.objects.create(code=code, category=self.category, name=words(code))
        self.partner = Party.objects.create(
            kind=PartyKind.PARTNER, name="Model", is_model=True, is_public=True
        )
        self.source = Source.objects.create(code="bench", title=words("A decision"))
        self.shipped = load_retention_register(by=SYSTEM)
        DataStore.objects.update(approval_above=MOST)

    def own(self, technique: Technique) -> RetentionRule:
        return self.shipped

    def elsewhere(self, server: Server, code: str) -> Callable[[Technique], RetentionRule]:
        """Map the table of calls once for each technique; return what gives the rule of each."""
        techniques = (Technique.SUPPRESS, Technique.DELETE)
        rules = {each: self._rule(self._store(server, f"{code}-{each.lower()}"), each)
                 for each in techniques}  # fmt: skip
        return rules.__getitem__

    def _store(self, server: Server, code: str) -> DataStore:
        store = stores.register_store(
            code=code,
            name=words(code),
            kind=StoreKind(server.kind),
            wal_retention_days=3,
            backup_retention_days=14,
            by=SYSTEM,
        )
        DataStore.objects.update(approval_above=MOST)
        stores.connect_store(store=store.pk, address=address_of(server), by=SYSTEM)
        stores.read_tables(store=store.pk, by=SYSTEM)
        mapped(StoreTable.objects.get(store=store, name="cdr"))
        return store

    def _rule(self, store: DataStore, technique: Technique) -> RetentionRule:
        return decide_retention(
            code=store.code,
            category=self.category.pk,
            store=store.pk,
            start_event=StartEvent.INVOICE_DATE,
            term=Term(months=6),
            grounds=(tw("11.5", 2),),
            source=self.source.pk,
            decided_by=self.partner.pk,
            technique=technique,
            on=date(2018, 5, 25),
            by=SYSTEM,
        )

    def plan(self, rule: RetentionRule) -> UUID:
        """Plan a run of its own day; what is due is the same on each."""
        day = TODAY + timedelta(days=next(self.days) % 60)
        job = services.request_run(rule=rule.pk, on=day, by=SYSTEM)
        return job.pk

    def done(self, job: UUID) -> AnonymisationJob:
        return AnonymisationJob.objects.get(pk=job)
