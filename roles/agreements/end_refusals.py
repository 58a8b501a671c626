"""Refusals about the end of a service, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import edpb, gdpr


class EndFixed(DomainError):
    """What was said of an end is only added to."""

    code = "end_fixed"
    title = _("What was said of an end of service stays: add what is new as another step.")
    status = 409


class EndOpened(DomainError):
    """There is one already."""

    code = "end_opened"
    title = _("This end of service is open already.")
    status = 409


class NotEnded(DomainError):
    """The service goes on, or nobody signed the agreement."""

    code = "end_not_ended"
    title = _(
        "The service under this agreement has no last day in the register, or not both signed the"
        " agreement: end the contract or the agreement first."
    )
    cites = (gdpr(28, 3),)
    status = 409


class EndOfOthers(DomainError):
    """The paper, or the end above, belongs to another agreement."""

    code = "end_of_others"
    title = _("That belongs to another agreement.")


class OtherSide(DomainError):
    """The one side says what is the other's to say."""

    code = "end_other_side"
    title = _(
        "Whom the processor acts for chooses and confirms; the processor states what it did. Each"
        " says only what is its own."
    )
    cites = (gdpr(28, 3),)
    status = 403


class StepOrder(DomainError):
    """Not what can follow now."""

    code = "end_step_order"
    title = _("This cannot follow what was said last: read the page again.")
    status = 409


class Unchosen(DomainError):
    """Nobody chose, and the agreement says nothing."""

    code = "end_unchosen"
    title = _(
        "Return or delete is not chosen yet, and the agreement says nothing of it: nothing can be"
        " stated before."
    )
    cites = (gdpr(28, 3), edpb("07/2020", 140))
    status = 409


class EndLapsed(DomainError):
    """The service goes on, or ended on another day."""

    code = "end_lapsed"
    title = _(
        "This end of service has lapsed, since the service goes on or ended earlier: if it ended on"
        " another day, open that end."
    )
    cites = (gdpr(28, 3),)
    status = 409


class OtherStatement(DomainError):
    """Another statement took the place of the one that was read."""

    code = "end_other_statement"
    title = _("The processor has stated something else since: read that first.")
    status = 409


class EndNameless(DomainError):
    """Nobody says so."""

    code = "end_nameless"
    title = _("Give the name of the person who says so.")


class EndLater(DomainError):
    """The day is still to come."""

    code = "end_later"
    title = _("That day is still to come.")


class EndEarlier(DomainError):
    """Said or done before what it follows, or before the agreement."""

    code = "end_earlier"
    title = _("That day is before what was said last, or before the agreement itself.")


class EndKeptUntilPast(DomainError):
    """Kept until a day that is past already."""

    code = "end_kept_until_past"
    title = _("What a law has kept is kept until a day after the statement.")
    cites = (gdpr(28, 3),)


class EndDoneBefore(DomainError):
    """Done while the service still went on, and no word about it."""

    code = "end_done_before"
    title = _(
        "That was done before the service ended: explain in words why, and what came after it."
    )


class EndNoProof(DomainError):
    """A paper of another kind."""

    code = "end_no_proof"
    title = _("Only a paper that is kept as proof proves it: send that first.")
    cites = (gdpr(5, 2),)


class EndTermEarly(DomainError):
    """Agreed before there was an agreement."""

    code = "end_term_early"
    title = _("That day is before the agreement itself.")


class EndTermLate(DomainError):
    """The service has ended already."""

    code = "end_term_late"
    title = _("The service has ended: what is agreed about its end now no longer counts for it.")
    cites = (gdpr(28, 3),)
    status = 409


class EndSaidForIt(DomainError):
    """The other side said so itself, or told an officer."""

    code = "end_said_for_it"
    title = _(
        "Whom you act for chose or confirmed by itself or through VoIPGRID: that is not changed for"
        " it by you. Let it say so itself, or ask VoIPGRID to enter it."
    )
    cites = (gdpr(28, 3),)
    status = 409


class EndReasonless(DomainError):
    """A dispute without a reason."""

    code = "end_reasonless"
    title = _("Say what is wrong with the statement.")


class Unproven(DomainError):
    """Neither a paper nor words."""

    code = "end_unproven"
    title = _("Add a paper as proof, or state in words what was done and how.")
    cites = (gdpr(5, 2), edpb("07/2020", 141))


class EndIncomplete(DomainError):
    """Some of the data is not accounted for."""

    code = "end_incomplete"
    title = _("Say of each kind of data what became of it: some is missing.")
    cites = (gdpr(28, 3),)


class OutcomeUnfit(DomainError):
    """A day, or a law with an end, is missing or too much."""

    code = "end_outcome_unfit"
    title = _(
        "Give the day of what was returned or deleted; of what is kept the law, and until when."
    )
    cites = (gdpr(28, 3),)


class NoStatute(DomainError):
    """What is named is no law."""

    code = "end_no_statute"
    title = _("Only a law can require that data are kept: name one of the register's statutes.")
    cites = (gdpr(28, 3),)


class UnlikeChoice(DomainError):
    """Something else was chosen."""

    code = "end_unlike_choice"
    title = _("That is not what was chosen: state what was done with each kind of data as chosen.")
    cites = (gdpr(28, 3),)


class EndsNone(DomainError):
    """Nothing was pointed at."""

    code = "ends_none"
    title = _("Tick which ones you mean.")


class EndsTooMany(DomainError):
    """More at once than is judged in one go."""

    code = "ends_too_many"
    title = _("At most %(most)s at once: take them in parts.")


class EndsOneByOne(DomainError):
    """What was chosen leaves open what is done with which data."""

    code = "ends_one_by_one"
    title = _("Some of each was chosen: state by itself what became of which data.")
    status = 409


class EndsTogether(DomainError):
    """One of several cannot be done, so none is."""

    code = "ends_together"
    title = _("Nothing was recorded, because of %(what)s: %(why)s")
    status = 409


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "end_fixed": EndFixed,
    "end_of_service_once": EndOpened,
    "end_of_service_once_below": EndOpened,
    "end_not_ended": NotEnded,
    "end_of_others": EndOfOthers,
    "end_other_side": OtherSide,
    "end_step_order": StepOrder,
    "end_step_numbered": StepOrder,
    "end_unchosen": Unchosen,
    "end_lapsed": EndLapsed,
    "end_other_statement": OtherStatement,
    "end_nameless": EndNameless,
    "end_later": EndLater,
    "end_earlier": EndEarlier,
    "end_kept_until_past": EndKeptUntilPast,
    "end_done_before": EndDoneBefore,
    "end_no_proof": EndNoProof,
    "end_term_early": EndTermEarly,
    "end_term_late": EndTermLate,
    "end_said_for_it": EndSaidForIt,
    "end_reasonless": EndReasonless,
    "end_unproven": Unproven,
    "end_incomplete": EndIncomplete,
    "end_outcome_of_its_kind": OutcomeUnfit,
    "end_outcome_once": OutcomeUnfit,
    "end_no_statute": NoStatute,
}
