"""The end of a change: it takes effect, or it is called off."""

from collections.abc import Callable
from datetime import date, datetime

from roles.agreements.models import Mandate, MandateKind
from roles.choices import ContractKind
from roles.mail.services import Letter, addresses, write
from roles.models import Contract, DataCategory
from roles.services.contracts import conclude_contract, end_contract
from roles.services.recording import change as save
from roles.services.recording import keep, period
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import Engagement, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.refusals import StepByStep
from roles.sub_processors.services.holding import held_change
from roles.sub_processors.services.proposing import engaged
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell_each
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

Written = Callable[[SubProcessorNotice, str], Letter]


@use_case
def activate_change(
    *, change: SubProcessorChange, reference: str = "", at: datetime, by: Viewer
) -> Contract:
    """Let the change take effect today: the supply begins, and the replaced one ends.

    Everyone who was told is told so, and a consent becomes the mandate that names the sub-processor
    (GDPR Art. 28(2)). The database decides whether it may: raises
    ``notice_window_open``, ``objection_open``, ``consent_missing``,
    ``not_everyone_told``, ``notice_unsent``, ``before_planned``, ``change_step_by_step``,
    NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    held, on = held_change(change, by), legal_day(at)
    held.state, held.activated_on = ChangeState.ACTIVE, on
    save(held, "state", "activated_on")
    contract = conclude_contract(
        provider=held.sub_processor,
        acquirer=held.proposer,
        service=held.service,
        kind=ContractKind.SUPPLY,
        on=on,
        reference=reference.strip(),
        categories=DataCategory.objects.filter(code__in=held.categories),
        by=by,
    )
    _describe(held, contract)
    _name_where_agreed(held, on)
    _end_replaced(held, at, by)
    letters = Letters(held, by)
    _write_to_all(held, letters.active, at, by)
    told = SubProcessorNotice.objects.visible_to(by).filter(change=held)
    told_to = told.values_list("recipient", "pk")
    tell_each(EventType.SUB_PROCESSOR_ACTIVATED, told_to, by=by)
    return contract


@use_case
def withdraw_change(
    *, change: SubProcessorChange, because: str, at: datetime, by: Viewer
) -> SubProcessorChange:
    """Call the change off; everyone who was told is told so. Raises ``change_step_by_step``."""
    by.must(Ability.WRITE_REGISTER)
    held = held_change(change, by)
    if held.state not in {ChangeState.PROPOSED, ChangeState.NOTIFIED}:
        raise StepByStep
    held.state, held.withdrawn_on = ChangeState.WITHDRAWN, legal_day(at)
    held.withdrawn_because = because.strip()
    save(held, "state", "withdrawn_on", "withdrawn_because")
    letters = Letters(held, by)
    _write_to_all(held, letters.withdrawn, at, by)
    return held


def _describe(change: SubProcessorChange, contract: Contract) -> None:
    keep(
        Engagement(
            contract=contract,
            purpose=change.purpose,
            location=change.location,
            mechanism=change.mechanism,
            safeguards=change.safeguards,
            visibility=change.visibility,
        )
    )


def _name_where_agreed(change: SubProcessorChange, on: date) -> None:
    """Let those that agreed specifically have named it: who told them may engage it from ``on``."""
    for notice in change.notices.exclude(consented_on=None):
        pair = {"giver": notice.recipient, "holder": notice.sender}
        terms = {"kind": MandateKind.SPECIFIC, "engages": change.sub_processor}
        named = Mandate.objects.filter(**pair, **terms, valid_during__overlap=period(on))
        if not named.exists():
            keep(Mandate(**pair, **terms, valid_during=period(on)))


def _end_replaced(change: SubProcessorChange, at: datetime, by: Viewer) -> None:
    on = legal_day(at)
    if change.replaces is None:
        return
    old = engaged(change.replaces, change.proposer, change.service, on)
    if old is not None:
        end_contract(contract=old, on=on, by=by)


def _write_to_all(change: SubProcessorChange, letter: Written, at: datetime, by: Viewer) -> None:
    told = SubProcessorNotice.objects.visible_to(by).filter(change=change)
    notices = list(told.select_related("sender", "recipient"))
    known = addresses(parties={n.recipient_id for n in notices}, viewer=by)
    reached = (n for n in notices if n.recipient_id in known)
    write((letter(n, known[n.recipient_id]) for n in reached), at=at)
