"""What a notice does not allow, in the domain's words; most of it the database refuses itself."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import Citation, edpb, gdpr


class NoticeRefusal(DomainError):
    """Something that the law of notices does not allow."""

    cites: ClassVar[tuple[Citation, ...]] = (gdpr(28, 2), gdpr(28, 4))
    status = 409


class WindowOpen(NoticeRefusal):
    """Somebody may still object."""

    code = "notice_window_open"
    title = _("Not yet: somebody who was told may still object.")


class ObjectionOpen(NoticeRefusal):
    """An objection has not been settled."""

    code = "objection_open"
    title = _("Not yet: an objection has not been settled.")


class ConsentMissing(NoticeRefusal):
    """Whoever authorises specifically has not agreed."""

    code = "consent_missing"
    title = _("Not yet: somebody whose authorisation is specific has not agreed.")


class NotEveryoneTold(NoticeRefusal):
    """Somebody in the chain who had to be told was not."""

    code = "not_everyone_told"
    title = _("Not yet: not everyone who must be told has been told.")


class NoticeUnsent(NoticeRefusal):
    """A mail has not left or came back, or left so late that its window is still to be moved."""

    code = "notice_unsent"
    title = _("Not yet: a notice has not been sent, or came back.")


class BeforePlanned(NoticeRefusal):
    """Everyone was told of a later first day."""

    code = "before_planned"
    title = _("Not yet: everyone was told that it begins later.")


class SupplyAfterNotice(NoticeRefusal):
    """The supply was proposed and may not begin by another road."""

    code = "supply_after_notice"
    title = _(
        "A notice of this sub-processor was proposed: it begins when that change becomes active,"
        " and not before."
    )


class StepByStep(NoticeRefusal):
    """Proposed, notified, and then active or called off: each on the day itself."""

    code = "change_step_by_step"
    title = _("That is not the next step of this change.")


class ChangeFixed(NoticeRefusal):
    """What was proposed, told or objected is not rewritten."""

    code = "notice_fixed"
    title = _("What was proposed, told or objected stays as it was: propose it anew.")


class NoticeClosed(NoticeRefusal):
    """The change is not open for notices and objections."""

    code = "change_not_open"
    title = _("This change is not open for notices and objections.")


class AlongTheChain(NoticeRefusal):
    """A notice follows a contract, from whoever was told itself."""

    code = "notice_along_the_chain"
    title = _("A notice goes to those that the sender delivers this service to.")


class AsAgreed(NoticeRefusal):
    """The window is not the one that was agreed, or the day is not today."""

    code = "notice_as_agreed"
    title = _("A notice is of today and gives at least the days that were agreed.")


class AlreadyNotified(NoticeRefusal):
    """The party has been told under this contract."""

    code = "already_notified"
    title = _("This party has been told already.")


class AlreadyProposed(NoticeRefusal):
    """The same change is under way."""

    code = "already_proposed"
    title = _("This change has been proposed already.")


class AlreadyEngaged(NoticeRefusal):
    """The party is a sub-processor already."""

    code = "already_engaged"
    title = _("This party is engaged already, so there is no change.")


class NotEngaged(NoticeRefusal):
    """The party to be replaced is not engaged."""

    code = "not_engaged"
    title = _("The party that is to be replaced is not engaged on that day.")


class ReplacedMissing(NoticeRefusal):
    """A replacement names another party, an addition none."""

    code = "replaced_missing"
    title = _("A replacement names another sub-processor, an addition none.")
    status = 400


class EngagesItself(NoticeRefusal):
    """A party cannot be its own sub-processor."""

    code = "engages_itself"
    title = _("A party does not engage itself.")
    status = 400


class MechanismMissing(NoticeRefusal):
    """Data outside the EEA without a ground."""

    code = "mechanism_missing"
    title = _("That country is outside the EEA: say what the transfer rests on.")
    cites = (gdpr(44),)
    status = 400


class NotPublic(NoticeRefusal):
    """A party that may not be named in public is announced to everyone."""

    code = "not_public"
    title = _(
        "This party may not be named in public: let only whoever it works for read it, or change"
        " the party."
    )
    status = 400


class Unreachable(NoticeRefusal):
    """Somebody who must be told has no e-mail address."""

    code = "recipient_unreachable"
    title = _(
        "%(number)s of those to be told have no e-mail address. Add one, or tell them otherwise"
        " and say so."
    )


class NobodyToTell(NoticeRefusal):
    """Everyone has been told."""

    code = "nobody_to_tell"
    title = _("There is nobody left to tell.")


class AlreadyObjected(NoticeRefusal):
    """One open objection per notice."""

    code = "already_objected"
    title = _("There is an objection already that is not settled.")


class ObjectionReasonMissing(NoticeRefusal):
    """An objection says why."""

    code = "objection_reason_missing"
    title = _("Say why you object.")
    status = 400


class AgreedMissing(NoticeRefusal):
    """A settlement says what was agreed."""

    code = "agreed_missing"
    title = _("Say what was agreed.")
    status = 400


class EvidenceMissing(NoticeRefusal):
    """Whoever speaks for another says how it knows."""

    code = "evidence_missing"
    title = _("Say by what evidence: a document, a mail, or who said so and when.")
    status = 400


class CustomersMustBeTold(NoticeRefusal):
    """Customers are the controllers of the data."""

    code = "customers_must_be_told"
    title = _("Customers are the controllers of some of these data, and are told.")


class NothingToSendAgain(NoticeRefusal):
    """The notice is not one that a mail should bring."""

    code = "nothing_to_send_again"
    title = _("No mail brings this notice, or it has been told otherwise already.")


class AlreadySettled(NoticeRefusal):
    """The objection has come to an end."""

    code = "already_settled"
    title = _("This objection has been settled.")


class NoConsentAsked(NoticeRefusal):
    """A general authorisation needs no consent."""

    code = "no_consent_asked"
    title = _("Nobody waits for this consent.")


class DetailsAlreadyAsked(NoticeRefusal):
    """The request waits for an answer."""

    code = "details_already_asked"
    title = _("You have asked for this; the answer is on its way.")
    cites = (edpb("Opinion 22/2024"),)


class NotASupply(NoticeRefusal):
    """Only a supplier is described as a sub-processor."""

    code = "not_a_supply"
    title = _("Only a contract of supply engages a sub-processor.")
    status = 400


class KnownByNoticeOnly(NoticeRefusal):
    """A supplier that began when notices could be given here is told of by a notice."""

    code = "baseline_too_late"
    title = _(
        "This supply began after the register knew who is supplied: those it works for are told of"
        " it by a notice, and not known to know of it otherwise."
    )


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "change_window_open": WindowOpen,
    "change_objection_open": ObjectionOpen,
    "change_consent_missing": ConsentMissing,
    "change_not_everyone_told": NotEveryoneTold,
    "change_notice_unsent": NoticeUnsent,
    "change_before_planned": BeforePlanned,
    "change_step_by_step": StepByStep,
    "change_begins_as_proposed": StepByStep,
    "change_days_fit_state": StepByStep,
    "change_facts_fixed": ChangeFixed,
    "change_one_open": AlreadyProposed,
    "change_replaces_another": ReplacedMissing,
    "change_two_parties": EngagesItself,
    "change_reaches_controllers": CustomersMustBeTold,
    "notice_with_evidence": EvidenceMissing,
    "supply_after_notice": SupplyAfterNotice,
    "notice_fixed": ChangeFixed,
    "notice_of_open_change": NoticeClosed,
    "notice_along_the_chain": AlongTheChain,
    "notice_as_agreed": AsAgreed,
    "notice_once_per_contract": AlreadyNotified,
    "objection_fixed": ChangeFixed,
    "objection_to_open_change": NoticeClosed,
    "objection_dated": StepByStep,
    "objection_with_reason": ObjectionReasonMissing,
    "objection_settled_with_words": AgreedMissing,
    "objection_one_open": AlreadyObjected,
    "detail_request_one_open": DetailsAlreadyAsked,
    "engagement_of_a_supply": NotASupply,
    "engagement_baseline_of_before": KnownByNoticeOnly,
}
