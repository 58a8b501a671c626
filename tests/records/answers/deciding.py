"""The rule by which the stores of these tests delete: six months after the invoice."""

from datetime import date

from records.choices import StartEvent, Technique
from records.models import DataStore, RetentionRule
from records.retention.rules import Term
from records.retention.services import decide_retention
from roles.models import Party, Source
from voipgrid_privacy.kernel.law import tw
from voipgrid_privacy.kernel.tenancy import SYSTEM


def decide(store: DataStore, **more: object) -> RetentionRule:
    given = {
        "code": "billing-6-months",
        "category": RetentionRule.objects.first().category_id,
        "store": store.pk,
        "start_event": StartEvent.INVOICE_DATE,
        "term": Term(months=6),
        "grounds": (tw("11.5", 2),),
        "source": Source.objects.first().pk,
        "decided_by": Party.objects.get(is_model=True, kind="PARTNER").pk,
        "technique": Technique.DELETE,
        "on": date(2018, 5, 25),
    }
    return decide_retention(**(given | more), by=SYSTEM)
