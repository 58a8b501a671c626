"""What keeping and erasing refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class StartUnknown(DomainError):
    """The store does not know the event from which the rule counts."""

    code = "start_event_unknown"
    title = _("This store does not record the event from which the rule counts.")
    cites = (gdpr(5, 1, "e"),)
    status = 409


class RuleNotInForce(DomainError):
    """A run needs a rule that holds on its day."""

    code = "retention_rule_not_in_force"
    title = _("This retention rule is not in force on that day.")
    cites = (gdpr(28, 3, "a"),)
    status = 409


class RunStillOpen(DomainError):
    """One run of a rule at a time."""

    code = "retention_run_open"
    title = _("A run of this rule is still open.")
    status = 409


class JobNotOpen(DomainError):
    """Only a planned or running job can be cancelled."""

    code = "job_not_open"
    title = _("This run is not planned or running any more.")
    status = 409


class JobNotStopped(DomainError):
    """Only a failed or cancelled job can be taken up again."""

    code = "job_not_stopped"
    title = _("Only a failed or cancelled run can be taken up again.")
    status = 409


class RegisterMissing(DomainError):
    """The retention register builds on the role register."""

    code = "register_missing"
    title = _("Load the register of roles first: there is no model partner or traffic data yet.")
    status = 409


class NobodyToCall(DomainError):
    """Calls are generated for the customers in the register, and there are none."""

    code = "no_customers"
    title = _("There is no customer with a subscription to generate calls for.")
    status = 409


class StorePasswordLost(DomainError):
    """The key is gone, or the stored password belongs to another row."""

    code = "store_password_lost"
    title = _("The password of this data store can no longer be read: enter it again.")
    status = 409


class RightValuesLost(DomainError):
    """The key is gone, or the sealed values belong to another run."""

    code = "right_values_lost"
    title = _("The right values of this run can no longer be read: plan it anew.")
    status = 409


class StoreUnavailable(DomainError):
    """The store does not answer, or does not let us in."""

    code = "store_unavailable"
    title = _("The data store cannot be reached: %(reason)s")
    status = 409


class StoreNotForeign(DomainError):
    """Our own database needs no connection."""

    code = "store_not_foreign"
    title = _("This data store is our own database: there is no connection to set.")
    status = 409


class ColumnMissing(DomainError):
    """A mapping names a column that the table does not have, or of the wrong type."""

    code = "column_missing"
    title = _("The table has no suitable column %(column)s.")


class SchemaDrifted(DomainError):
    """A run works on the table that was mapped, or not at all."""

    code = "schema_drifted"
    title = _("The table %(table)s has changed since it was mapped: read it and map it again.")
    cites = (gdpr(5, 1, "f"),)
    status = 409


class ElementOfAnotherCategory(DomainError):
    """A rule is about a category, or about one of its own elements."""

    code = "element_of_another_category"
    title = _("This data element does not belong to that data category.")


class TechniqueUnavailable(DomainError):
    """Not every store can do everything."""

    code = "technique_unavailable"
    title = _("This data store cannot carry out that technique.")
    status = 409


class NothingMapped(DomainError):
    """A rule works on tables whose columns are mapped."""

    code = "nothing_mapped"
    title = _("No table of this store is mapped for these data and this event.")
    status = 409


class MinimumErasesNothing(DomainError):
    """A duty to keep is no ground to erase."""

    code = "minimum_erases_nothing"
    title = _("This rule says how long data must be kept; it erases nothing.")
    status = 409


class KeptByLaw(DomainError):
    """A law has all of it kept for longer."""

    code = "kept_by_law"
    title = _("The law has these data kept for longer: %(rule)s.")
    cites = (gdpr(6, 1, "c"),)
    status = 409


class SamePerson(DomainError):
    """Four eyes: who asked does not approve."""

    code = "same_person"
    title = _("Somebody else than who asked for the run approves it.")
    cites = (gdpr(32, 4),)
    status = 409


class JobNotWaiting(DomainError):
    """Only a run that waits for approval can be approved."""

    code = "job_not_waiting"
    title = _("This run does not wait for approval.")
    status = 409


class HoldReachesNothing(DomainError):
    """A hold names a party, a number, a store or a period."""

    code = "hold_reaches_nothing"
    title = _("Say what the hold is about: a party, a number, a data store or a period.")


class HoldReleased(DomainError):
    """A hold is released once."""

    code = "hold_released"
    title = _("This hold was released already.")
    status = 409


class NumberUnreadable(DomainError):
    """A hold on a number nobody can have would spare nothing."""

    code = "number_unreadable"
    title = _("This is not a telephone number.")


class ActivityInvalid(DomainError):
    """A section of an entry of a record says something that cannot be."""

    code = "activity_invalid"
    title = _("%(section)s: %(problem)s.")
    cites = (gdpr(30, 1),)


class PurposeTwice(DomainError):
    """A purpose has one lawful basis in an entry."""

    code = "purpose_twice"
    title = _("Each purpose stands once in an entry, with one lawful basis.")
    cites = (gdpr(6, 1), gdpr(5, 1, "b"))


class ProcessorDecidesNothing(DomainError):
    """Purpose, lawful basis and retention are the controller's decisions."""

    code = "processor_decides_nothing"
    title = _(
        "A processor's record names no purpose, lawful basis or retention of its own: the"
        " controller decides those."
    )
    cites = (gdpr(4, 7), gdpr(28, 3, "a"), gdpr(28, 10))


class ActivityUnchanged(DomainError):
    """A version says something new."""

    code = "activity_unchanged"
    title = _("Nothing changed, so there is no new version.")
    status = 409


class VersionBackdated(DomainError):
    """Versions follow each other in legal time as well."""

    code = "version_backdated"
    title = _("This version would hold before the one it follows.")
    status = 409


class AlreadyApproved(DomainError):
    """A version is approved once."""

    code = "already_approved"
    title = _("This version is already approved.")
    status = 409


class CodeTaken(DomainError):
    """Entries of a record have codes of their own."""

    code = "activity_code_taken"
    title = _("There is already an entry with this code in the record.")
    status = 409


class UnknownRecordForm(DomainError):
    """A form in which records are not handed out."""

    code = "unknown_record_form"
    title = _("A record is not handed out in that form.")


class NobodyToWriteTo(DomainError):
    """What people are told names an address for their questions (GDPR Art. 13(1)(a))."""

    code = "nobody_to_write_to"
    title = _(
        "Enter a contact for privacy with an e-mail address first: people must know whom to ask."
    )
    cites = (gdpr(13, 1, "a"),)
    status = 409


class ChangedMeanwhile(DomainError):
    """Somebody changed an entry after it was read for this."""

    code = "activity_changed_meanwhile"
    title = _("An entry was changed in the meantime: take the record along again.")
    status = 409


class RecordTooLong(DomainError):
    """Nobody reads that many controllers on paper."""

    code = "record_too_long"
    title = _("More than a thousand controllers are not printed: take CSV, XLSX or JSON.")


class NotThisRecord(DomainError):
    """A workbook that was not exported from this record."""

    code = "not_this_record"
    title = _("This is no workbook of this record: take it along as XLSX first, and edit that.")


class RewriteDone(DomainError):
    """What is done is not decided about any more."""

    code = "rewrite_done"
    title = _("The files of this table are written anew already.")
    status = 409


class RewriteWindowWrong(DomainError):
    """A table is locked for hours at most, and not in the past."""

    code = "rewrite_window_wrong"
    title = _("A window ends in the future, after it starts, and lasts four hours at most.")


class RewritePutOffPast(DomainError):
    """What is put off is put off until later."""

    code = "rewrite_put_off_past"
    title = _("Put it off until a day that has yet to come.")


class RewriteNotThere(DomainError):
    """In MariaDB it cannot be bounded, nor can be told what was left."""

    code = "rewrite_not_there"
    title = _(
        "Tables in MariaDB are not written anew from here: it cannot be stopped in time there. Have"
        " whoever runs it do so (ALTER TABLE … FORCE)."
    )
    status = 409


class RewriteNotOwner(DomainError):
    """Only the owner of a table may have it written anew."""

    code = "rewrite_not_owner"
    title = _("The account is not the owner of the table and its partitions, or the table is gone.")
    status = 409


class RewriteTooLarge(DomainError):
    """A table that is locked for hours is no service."""

    code = "rewrite_too_large"
    title = _("The table is larger than 20 GiB: it would be locked for too long.")
    status = 409
