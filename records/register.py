"""What the register ships about keeping data: one store, one rule, with its ground and source."""

from datetime import date
from uuid import UUID

from django.db.models import Model

from records.choices import StartEvent, StoreKind, Technique
from records.errors import RegisterMissing
from records.models import DataStore, RetentionRule
from records.retention.rules import Term
from records.retention.services import decide_retention
from records.telephony.services import load_number_classes
from roles.choices import Category, PartyKind
from roles.models import DataCategory, Party, Source
from voipgrid_privacy.kernel.law import eprivacy, tw, wp29
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case

STORE = "telephony"
RULE = "traffic-billing-6-months"
SINCE = date(2018, 5, 25)


@use_case
def load_retention_register(*, by: Viewer) -> RetentionRule:
    """Enter the shipped store and rule; again: nothing changes. Raises RegisterMissing.

    Traffic data needed for billing may be kept until the bill can no longer be challenged or
    payment pursued (Tw Art. 11.5(2), ePrivacy Art. 6(2)); the authorities ordinarily read
    that as three to six months (WP69). What the model partner decides is a standard text: it is
    an instruction only for a partner whose data processing agreement adopts it.
    """
    by.must(Ability.WRITE_REGISTER)
    load_number_classes(by=by)
    store, source = _store(), _source()
    if existing := RetentionRule.objects.filter(code=RULE).first():
        return existing
    return decide_retention(
        code=RULE,
        category=_found(DataCategory.objects.filter(code=Category.TRAFFIC_BILLING).first()),
        store=store.pk,
        start_event=StartEvent.INVOICE_DATE,
        term=Term(months=6),
        grounds=(tw("11.5", 2), eprivacy(6, 2), wp29(69)),
        source=source.pk,
        decided_by=_found(Party.objects.filter(is_model=True, kind=PartyKind.PARTNER).first()),
        technique=Technique.GENERALISE,
        on=SINCE,
        by=by,
    )


def _found(row: Model | None) -> UUID:
    if row is None:
        raise RegisterMissing
    key: UUID = row.pk
    return key


def _store() -> DataStore:
    store, _new = DataStore.objects.get_or_create(
        code=STORE,
        defaults={
            "name": Localised(nl="Gespreksgegevens", en="Call detail records"),
            "kind": StoreKind.OWN_POSTGRESQL,
            "wal_retention_days": 7,
            "backup_retention_days": 30,
        },
    )
    return store


def _source() -> Source:
    source, _new = Source.objects.get_or_create(
        code="wp69",
        defaults={
            "title": Localised(
                nl="WP29, advies 1/2003 over het bewaren van verkeersgegevens voor facturering",
                en="WP29, Opinion 1/2003 on the storage of traffic data for billing purposes",
            ),
            "url": wp29(69).url,
            "published_on": date(2003, 1, 29),
            "consulted_on": date(2026, 11, 24),
        },
    )
    return source
