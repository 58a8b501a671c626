"""Parties with which nothing runs any more: contact persons go, and who was a person is a mark."""

from datetime import date
from typing import Any, Final

from django.apps import apps
from django.contrib.postgres.functions import RandomUUID
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Replace, Right, Upper

from records.activities.models import RecordKeeper
from records.own.erasing.emptying import Emptied
from records.own.erasing.keeping import KEEPS, OVER
from records.own.erasing.since import after, at_rest
from roles.acm.models import AcmRegistration
from roles.choices import PartyKind
from roles.models import Contact, ExternalId, Party
from roles.models.parties import LegalForm
from roles.webhooks.models import WebhookEndpoint
from voipgrid_privacy.kernel.history import events_of

STAY: Final = (PartyKind.PLATFORM, PartyKind.AUTHORITY, PartyKind.END_USER)
"""Who is there without any contract."""
SEES: Final = "0077_changes_of_what_is_personal"
"""Since this migration history keeps that a name or a number changed."""
MARKED: Final = r"^P-[0-9A-F]{12}$"


def gone(day: date) -> QuerySet[Party]:
    """Return the parties that were registered by ``day``, and with which nothing was after it.

    Not the platform, an authority, end users or a model party, nor who anything keeps.
    """
    rows = Party.objects.filter(at_rest(Party, day), is_model=False).exclude(kind__in=STAY)
    events = events_of(Party)._default_manager.filter(pgh_obj=OuterRef("pk"))
    for kept in _kept_by(day):
        rows = rows.filter(~Exists(kept))
    return rows.filter(_seen(day), Exists(events)).order_by()


def _seen(day: date) -> Any:
    """Return the condition that history saw changes of names by ``day``: before it none is known.

    So whatever was there by then counts as written then: too late can be mended.
    """
    applied = MigrationRecorder.Migration.objects.filter(app="roles", name=SEES)
    return ~Exists(applied.filter(applied__gte=after(day)))


def persons(day: date) -> QuerySet[Party]:
    """Return those of them that are natural persons, or trade as one."""
    return gone(day).exclude(legal_form=LegalForm.LEGAL_PERSON)


def _kept_by(day: date) -> list[QuerySet[Any]]:
    """Return the rows that keep a party, a relation each."""
    return [_of(each, day) for each in sorted({*OVER, *KEEPS})]


def _of(relation: str, day: date) -> QuerySet[Any]:
    label, name = relation.rsplit(".", 1)
    model: Any = apps.get_model(label)
    rule = OVER.get(relation)
    still = rule(model, day) if rule else Q()
    return QuerySet(model).filter(still, **{name: OuterRef("pk")})


def mark() -> Any:
    """Return what a party is called once nobody is to be told who it was: twelve hex digits.

    They are drawn for it: an identifier that is known elsewhere leads nobody to them.
    """
    drawn = Right(Replace(Cast(RandomUUID(), CharField()), Value("-")), 12)
    return Concat(Value("P-"), Upper(drawn), output_field=CharField())


CONTACTS: Final = (
    Emptied(
        lambda day: Contact.objects.filter(at_rest(Contact, day), party__in=gone(day)),
        ("party",),
        above=("party",),
    ),
    Emptied(
        lambda day: RecordKeeper.objects.filter(at_rest(RecordKeeper, day), party__in=gone(day)),
        ("party",),
        {"address": "", "representative": ""},
        above=("party",),
    ),
    Emptied(
        lambda day: WebhookEndpoint.objects.filter(
            at_rest(WebhookEndpoint, day), party__in=gone(day)
        ),
        ("party",),
        {"description": ""},
        above=("party",),
    ),
)
PERSONS: Final = (
    Emptied(
        lambda day: ExternalId.objects.filter(touched_at__lt=after(day), party__in=persons(day)),
        ("party",),
        above=("party",),
    ),
    Emptied(
        lambda day: AcmRegistration.objects.filter(
            at_rest(AcmRegistration, day), party__in=persons(day)
        ),
        ("party",),
        {"registered_name": "", "number": mark(), "evidence": ""},
        above=("party",),
        left=~Q(registered_name="", evidence="") | ~Q(number__regex=MARKED),
    ),
    Emptied(
        persons,
        ("pk",),
        {"name": mark(), "kvk_number": ""},
        left=~Q(name__regex=MARKED) | ~Q(kvk_number=""),
    ),
)
