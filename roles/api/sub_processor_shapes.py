"""Sub-processors, notices and objections as the document describes them, and as JSON."""

from typing import Any

from rest_framework import serializers

from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape, TextInTwoLanguages, Upstream
from roles.choices import Role
from roles.models import Party
from roles.queries.refs import PartyRef
from roles.sub_processors.choices import (
    Authorisation,
    ChangeKind,
    ChangeState,
    ConsentGiven,
    Settlement,
    ToldBy,
)
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.queries import SubProcessor
from roles.sub_processors.recipients import DEFAULT_DAYS, Recipient
from roles.transfers.choices import Mechanism
from voipgrid_privacy.api.expanding import expanded_of


class ProcessedPart(Shape):
    """What a sub-processor is for one category of data: role, depth, on whose instructions."""

    data_category = serializers.CharField()
    role = serializers.ChoiceField(
        [(role.value, role.label) for role in (Role.PROCESSOR, Role.SUB_PROCESSOR)]
    )
    depth = serializers.IntegerField(allow_null=True)
    upstream = Upstream(allow_null=True)


class SubProcessorShape(Shape):
    """Who works for the caller along the chain. `described` is false where no more is told."""

    party = PartyName()
    country = serializers.CharField()
    engaged_by = PartyName()
    contract_id = serializers.UUIDField()
    since_date = serializers.DateField(allow_null=True)
    depth = serializers.IntegerField()
    parts = ProcessedPart(many=True)
    described = serializers.BooleanField()
    purpose = TextInTwoLanguages(allow_null=True)
    location = serializers.CharField(allow_null=True)
    transfer_mechanism = serializers.ChoiceField(Mechanism.choices, allow_null=True)
    safeguards = serializers.CharField(allow_null=True)


class ChangeShape(Shape):
    """What is going to change, and how far it is."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ChangeKind.choices)
    state = serializers.ChoiceField(ChangeState.choices)
    proposer = PartyName()
    sub_processor_name = serializers.CharField()
    replaces_name = serializers.CharField(allow_null=True)
    data_categories = serializers.ListField(child=serializers.CharField())
    purpose = TextInTwoLanguages()
    reason = TextInTwoLanguages()
    location = serializers.CharField()
    transfer_mechanism = serializers.ChoiceField(Mechanism.choices)
    safeguards = serializers.CharField(allow_blank=True)
    planned_date = serializers.DateField()
    activated_date = serializers.DateField(allow_null=True)
    withdrawn_date = serializers.DateField(allow_null=True)


class SubProcessorPage(Page):
    """Everyone who works for the caller on a day, and what is announced to everyone."""

    asof_date = serializers.DateField()
    announced = ChangeShape(many=True)
    results = SubProcessorShape(many=True)


class NoticeShape(Shape):
    """Who was told of a change by whom, and up to and including which day it may object."""

    id = serializers.UUIDField()
    change = ChangeShape()
    sender = PartyName()
    recipient = PartyName()
    parent_id = serializers.UUIDField(allow_null=True)
    authorisation = serializers.ChoiceField(Authorisation.choices)
    told_by = serializers.ChoiceField(ToldBy.choices)
    notice_days = serializers.IntegerField()
    notified_date = serializers.DateField()
    last_date = serializers.DateField()
    consented_date = serializers.DateField(allow_null=True)
    consent_given = serializers.ChoiceField(ConsentGiven.choices, allow_null=True)


class ObjectionShape(Shape):
    """An objection; `late` ones hold up nothing."""

    id = serializers.UUIDField()
    notice_id = serializers.UUIDField()
    objector = PartyName()
    reason = serializers.CharField()
    made_date = serializers.DateField()
    late = serializers.BooleanField()
    settlement = serializers.ChoiceField(Settlement.choices, allow_null=True)
    agreed = serializers.CharField(allow_blank=True)
    settled_date = serializers.DateField(allow_null=True)
    expanded = expanded_of("Objection", notice=NoticeShape)


class ObjectionPage(Page):
    """A page of objections."""

    results = ObjectionShape(many=True)


class NoticePage(Page):
    """A page of notices."""

    results = NoticeShape(many=True)


class RecipientShape(Shape):
    """Somebody who would be told today; `email` says whether by mail."""

    party = PartyName()
    contract_id = serializers.UUIDField()
    authorisation = serializers.ChoiceField(Authorisation.choices)
    notice_days = serializers.IntegerField()
    agreed = serializers.BooleanField()
    last_date = serializers.DateField()
    email = serializers.BooleanField()


class RecipientPage(Page):
    """Everyone whom the recipient of a notice is still to tell."""

    results = RecipientShape(many=True)


class NewObjection(StrictSerializer):
    """Why the party objects."""

    reason = serializers.CharField(
        max_length=2_000,
        allow_blank=True,
        help_text="Read by everyone through whom the notice came; name no persons.",
    )


class NoticeConsent(StrictSerializer):
    """Nothing but the wish; `evidence` where it is recorded in the recipient's name."""

    evidence = serializers.CharField(
        max_length=500,
        required=False,
        default="",
        allow_blank=True,
        help_text="Such as the date and reference of its letter; name no persons.",
    )


class NewOnwardNotices(StrictSerializer):
    """How long where no agreement says so, and whether the others are told otherwise."""

    default_days = serializers.IntegerField(
        min_value=1, max_value=365, required=False, default=DEFAULT_DAYS
    )
    told_otherwise = serializers.BooleanField(
        required=False,
        default=False,
        source="otherwise",
        help_text="Those without an e-mail address are told otherwise, such as by letter.",
    )


class NewSettlement(StrictSerializer):
    """How an objection came to an end, and what was agreed."""

    settlement = serializers.ChoiceField(Settlement.choices)
    agreed = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)


def named(party: Party | PartyRef) -> dict[str, Any]:
    """Return a party as answers name it."""
    return {"id": party.pk if isinstance(party, Party) else party.id, "name": party.name} | {
        "kind": party.kind
    }


def sub_processor_place(row: SubProcessor) -> tuple[str, ...]:
    """Return where a sub-processor stands in a list: by name, then by what it works under."""
    return (row.party.name, str(row.party.id), str(row.contract.id))


def sub_processor_body(row: SubProcessor) -> dict[str, Any]:
    """Return a sub-processor as JSON."""
    told = row.told
    return {
        "party": named(row.party),
        "country": row.country,
        "engaged_by": named(row.engaged_by),
        "contract_id": row.contract.id,
        "since_date": row.since,
        "depth": row.depth,
        "parts": [
            {
                "data_category": part.category,
                "role": part.role.value,
                "depth": part.depth,
                "upstream": part.upstream and {"id": part.upstream.id, "name": part.upstream.name},
            }
            for part in row.parts
        ],
        "described": told is not None,
        "purpose": told and {"nl": told.purpose.nl, "en": told.purpose.en},
        "location": told and told.location,
        "transfer_mechanism": told and told.mechanism,
        "safeguards": told and told.safeguards,
    }


def change_body(row: SubProcessorChange) -> dict[str, Any]:
    """Return a change as JSON."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": row.state,
        "proposer": named(row.proposer),
        "sub_processor_name": row.sub_processor_name,
        "replaces_name": row.replaces.name if row.replaces else None,
        "data_categories": row.categories,
        "purpose": {"nl": row.purpose.nl, "en": row.purpose.en},
        "reason": {"nl": row.reason.nl, "en": row.reason.en},
        "location": row.location,
        "transfer_mechanism": row.mechanism,
        "safeguards": row.safeguards,
        "planned_date": row.planned_on,
        "activated_date": row.activated_on,
        "withdrawn_date": row.withdrawn_on,
    }


def notice_body(row: SubProcessorNotice) -> dict[str, Any]:
    """Return a notice as JSON."""
    return {
        "id": row.pk,
        "change": change_body(row.change),
        "sender": named(row.sender),
        "recipient": named(row.recipient),
        "parent_id": row.parent_id,
        "authorisation": row.authorisation,
        "told_by": row.told_by,
        "notice_days": row.notice_days,
        "notified_date": row.notified_on,
        "last_date": row.last_day,
        "consented_date": row.consented_on,
        "consent_given": row.consent_given or None,
    }


def objection_body(row: Objection) -> dict[str, Any]:
    """Return an objection as JSON."""
    return {
        "id": row.pk,
        "notice_id": row.notice_id,
        "objector": named(row.notice.recipient),
        "reason": row.reason,
        "made_date": row.made_on,
        "late": row.late,
        "settlement": row.settlement or None,
        "agreed": row.agreed,
        "settled_date": row.settled_on,
    }


def recipient_body(one: Recipient) -> dict[str, Any]:
    """Return somebody who would be told; the address itself stays inside."""
    return {
        "party": named(one.party),
        "contract_id": one.contract.pk,
        "authorisation": one.authorisation.value,
        "notice_days": one.days,
        "agreed": one.agreed,
        "last_date": one.last_day,
        "email": bool(one.address),
    }
