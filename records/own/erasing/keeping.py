"""What keeps a party: every relation of it that there is, in exactly one of three lists.

When in doubt a row keeps the party: erased too late can be mended, erased too early cannot.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from records.holds.models import LegalHold
from records.own.erasing.ended import over, transfers_over
from records.own.erasing.since import after, runs, touched
from roles.agreements.models import EndOfService, EndStep
from roles.agreements.models.end_steps import LAPSES, EndStepKind
from roles.models import Party
from roles.models.findings import Finding, FindingState
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.models import SubProcessorChange, SubProcessorNotice
from roles.webhooks.choices import EndpointState
from roles.webhooks.models import WebhookEndpoint

Rule = Callable[[Any, date], Q]
"""Which rows of a table still keep a party, where its term began on a day or earlier."""


def _runs(model: Any, day: date) -> Q:
    return runs(model, day)


def _no_agreement(_model: Any, day: date) -> Q:
    return ~Q(pk__in=over(day).values("pk"))


def _no_transfer(_model: Any, day: date) -> Q:
    return ~Q(pk__in=transfers_over(day).values("pk"))


def _ends(_model: Any, day: date) -> Q:
    """Of an end of service: it was not confirmed, nor lapsed, or only later."""
    kinds = (EndStepKind.CONFIRMED, *LAPSES)
    last = EndStep.objects.filter(end=OuterRef("pk"), kind__in=kinds)
    return ~Q(Exists(last)) | Q(touched(EndOfService, day)) | Q(_later_step(day))


def _later_step(day: date) -> Any:
    return Exists(EndStep.objects.filter(end=OuterRef("pk"), entered_at__gte=after(day)))


def _changing(_model: Any, day: date) -> Q:
    going = Q(state__in=(ChangeState.PROPOSED, ChangeState.NOTIFIED))
    return going | Q(touched(SubProcessorChange, day))


def _told(_model: Any, day: date) -> Q:
    return Q(touched(SubProcessorNotice, day))


def _stands(_model: Any, day: date) -> Q:
    settled = Q(state=FindingState.RESOLVED, settled_on__lte=day)
    return ~settled | Q(touched(Finding, day))


def _not_released(_model: Any, day: date) -> Q:
    return Q(released_at=None) | Q(released_at__gte=after(day)) | Q(touched(LegalHold, day))


def _is_told(_model: Any, day: date) -> Q:
    return Q(state=EndpointState.ON) | Q(touched(WebhookEndpoint, day))


def _registered(_model: Any, day: date) -> Q:
    """Of who was registered by it: that was later, or it was changed since."""
    return Q(touched(Party, day))


def _at(name: str) -> Rule:
    return lambda _model, day: Q(**{f"{name}__gte": after(day)})


def _mailed(_model: Any, day: date) -> Q:
    waits = Q(sent_at=None) & ~Q(next_try_at=None)
    return waits | Q(queued_at__gte=after(day))


def _invited(_model: Any, day: date) -> Q:
    return Q(open_before__gte=after(day)) | Q(invited_at__gte=after(day))


def _of(label: str, rule: Rule, *names: str) -> dict[str, Rule]:
    return {f"{label}.{name}": rule for name in names}


OVER: Final[Mapping[str, Rule]] = {
    **_of("roles.Contract", _runs, "provider", "acquirer"),
    **_of("roles.Agreement", _no_agreement, "processor", "controller"),
    **_of("roles.Transfer", _no_transfer, "exporter", "importer"),
    **_of("roles.Mandate", _runs, "giver", "holder", "engages"),
    **_of("roles.JointDetermination", _runs, "party", "with_party"),
    **_of("roles.AdequacyCoverage", _runs, "importer"),
    **_of("roles.StatedRole", _runs, "party", "stated_by"),
    **_of("roles.OwnUse", _runs, "party"),
    **_of("roles.Disclosure", _runs, "party"),
    **_of("roles.Reliance", _runs, "party"),
    **_of("roles.TakenMeasure", _runs, "party"),
    **_of("roles.EndOfService", _ends, "whose", "agreement__processor", "agreement__controller"),
    **_of("roles.SubProcessorChange", _changing, "proposer", "sub_processor", "replaces"),
    **_of("roles.SubProcessorNotice", _told, "sender", "recipient"),
    **_of("roles.Finding", _stands, "party"),
    **_of("roles.WebhookEndpoint", _is_told, "party"),
    **_of("roles.Party", _registered, "registered_by"),
    **_of("roles.ExternalId", _at("touched_at"), "party"),
    **_of("roles.Import", _at("uploaded_at"), "party"),
    **_of("roles.RecordedQuestion", _at("recorded_at"), "party", "subject"),
    **_of("roles.OutgoingMail", _mailed, "sender", "recipient"),
    **_of("records.LegalHold", _not_released, "party", "seller"),
    **_of("accounts.Invitation", _invited, "party"),
}
"""What keeps a party while it goes on, and for the term after the register learned of its end."""

WITH_IT: Final = frozenset(
    (
        "roles.AcmRegistration.party",  # its name and number go as the party's own do
        "roles.Contact.party",
        "records.RecordKeeper.party",
        "roles.PartyScope.party",  # made of contracts, which keep it themselves
        "roles.PartyScope.viewer",
        "roles.AgreementSignature.party",  # of an agreement, which keeps it itself
        "roles.DetailRequest.party",  # under a contract, which keeps it itself
    )
)
"""What goes with a party, or is only there because of what keeps it itself."""

KEEPS: Final = frozenset(
    f"{label}.{name}"
    for label, names in {
        "accounts.ApiClient": ("party",),
        "accounts.Membership": ("party",),
        "cookies.Item": ("owner",),
        "cookies.Provider": ("owner", "party"),
        "cookies.Site": ("party",),
        "records.Activity": ("party",),
        "records.AffectedAlong": ("party",),
        "records.AffectedParty": ("party",),
        "records.AnswerPackage": ("party",),
        "records.AnswerSearch": ("party",),
        "records.Certificate": ("party",),
        "records.Incident": ("registrant",),
        "records.IncidentDossier": ("party", "keeper"),
        "records.IncidentNotice": ("sender", "recipient"),
        "records.RecipientNotice": ("party", "recipient"),
        "records.RequestAttachment": ("party",),
        "records.RequestDuty": ("party", "upstream"),
        "records.RequestMessage": ("party",),
        "records.RequestNote": ("party",),
        "records.RequestPart": ("about", "controller"),
        "records.RequestPractice": ("party",),
        "records.RequestStep": ("party", "other"),
        "records.RequestTask": ("party",),
        "records.Restriction": ("party",),
        "records.RetentionRule": ("decided_by",),
        "records.StatisticsDecision": ("party",),
        "records.StatisticsRelease": ("party",),
        "records.SubjectLook": ("party",),
        "records.SubjectRequest": ("received_by",),
        "roles.ExternalId": ("assigned_by",),
        "roles.FindingCause": ("party", "scope"),
        "roles.Follower": ("statement_of",),
        "roles.Measure": ("party",),
        "roles.Service": ("offered_by", "used_by"),
        "roles.WebhookMessage": ("party",),
        "statements.OwnHost": ("party",),
        "statements.PrivacyStatement": ("party",),
        "statements.StatementLogo": ("party",),
        "statements.StatementProposal": ("party",),
        "statements.StatementPublication": ("party",),
    }.items()
    for name in names
)
"""What keeps a party for as long as there is a row, however old."""
