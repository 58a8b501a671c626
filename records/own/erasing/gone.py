"""Parties with which nothing runs any more: contact persons go, and who was a person is a mark."""

from datetime import date
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left, Upper

from records.activities.models import RecordKeeper
from records.own.erasing.emptying import Emptied
from roles.acm.models import AcmRegistration
from roles.agreements.models import Agreement
from roles.choices import PartyKind
from roles.models import Contact, Contract, ExternalId, Party
from roles.models.parties import LegalForm
from roles.transfers.models import Transfer
from roles.webhooks.models import WebhookEndpoint
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.kernel.history import events_of

SIDES: Final = (
    (Contract, "provider"),
    (Contract, "acquirer"),
    (Agreement, "processor"),
    (Agreement, "controller"),
    (Transfer, "exporter"),
    (Transfer, "importer"),
)
"""What a party may have with another."""
STAY: Final = (PartyKind.PLATFORM, PartyKind.AUTHORITY, PartyKind.END_USER)
"""Who is there without any contract."""


def gone(day: date) -> QuerySet[Party]:
    """Return the parties that were registered by ``day``, and with which nothing ran after it.

    Not the platform, an authority, end users or a model party, nor who somebody still acts for.
    """
    rows = Party.objects.filter(is_model=False).exclude(kind__in=STAY)
    events = events_of(Party)._default_manager.filter(pgh_obj=OuterRef("pk"))
    known = events.filter(pgh_created_at__date__lte=day)
    rows = rows.filter(Exists(known), ~Exists(Membership.objects.filter(party=OuterRef("pk"))))
    runs = Q(valid_during__upper_inf=True) | Q(valid_during__endswith__gt=day)
    for model, side in SIDES:
        rows = rows.filter(~Exists(model.objects.filter(runs, **{side: OuterRef("pk")})))
    return rows


def persons(day: date) -> QuerySet[Party]:
    """Return those of them that are natural persons, or trade as one."""
    return gone(day).exclude(legal_form=LegalForm.LEGAL_PERSON)


def mark(column: str) -> Any:
    """Return what a party is called once nobody is to be told who it was: eight hex digits."""
    digits = Left(Cast(F(column), CharField()), 8)
    return Concat(Value("P-"), Upper(digits), output_field=CharField())


CONTACTS: Final = (
    Emptied(lambda day: Contact.objects.filter(party__in=gone(day)), ("party",)),
    Emptied(
        lambda day: RecordKeeper.objects.filter(party__in=gone(day)),
        ("party",),
        {"address": "", "representative": ""},
    ),
    Emptied(
        lambda day: WebhookEndpoint.objects.filter(party__in=gone(day)),
        ("party",),
        {"description": ""},
    ),
)
PERSONS: Final = (
    Emptied(lambda day: ExternalId.objects.filter(party__in=persons(day)), ("party",)),
    Emptied(
        lambda day: AcmRegistration.objects.filter(party__in=persons(day)),
        ("party",),
        {"registered_name": "", "number": mark("party_id")},
    ),
    Emptied(persons, ("pk",), {"name": mark("pk"), "kvk_number": ""}),
)
