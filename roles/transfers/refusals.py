"""What a transfer does not allow, in the domain's words; most of it the database refuses itself."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import Citation, cjeu, gdpr


class TransferRefusal(DomainError):
    """Something that a record of a transfer cannot say."""

    cites: ClassVar[tuple[Citation, ...]] = (gdpr(44),)


class OverlappingTransfer(TransferRefusal):
    """The same on the same ground is there."""

    code = "overlapping_transfer"
    title = _("This transfer is already recorded on that ground in that period.")
    status = 409


class TransferToItself(TransferRefusal):
    """Exporter and importer are the same party."""

    code = "transfer_to_itself"
    title = _("A party sends nothing to itself.")


class TransferOfOthers(TransferRefusal):
    """The contract is not between these two."""

    code = "transfer_of_others"
    title = _("This contract is not between the exporter and the importer.")


class TransferFixed(TransferRefusal):
    """Who sends to whom and where does not change."""

    code = "transfer_facts_fixed"
    title = _("Who sends to whom, and where, stays as it is: end this transfer and record another.")
    status = 409


class InsideEea(TransferRefusal):
    """The data stays in the EEA."""

    code = "inside_eea"
    title = _("That country is in the European Economic Area on that day: it is no transfer.")


class CountryUnknown(TransferRefusal):
    """No such code."""

    code = "country_unknown"
    title = _("There is no country with that code (ISO 3166).")


class OrganisationUnknown(TransferRefusal):
    """No decision names it."""

    code = "organisation_unknown"
    title = _("No adequacy decision names that international organisation.")


class SafeguardMissing(TransferRefusal):
    """Safeguards without saying which, or the other way round."""

    code = "safeguard_missing"
    title = _("Say which safeguard, with a safeguard and only there.")
    cites = (gdpr(46, 1),)


class DerogationMissing(TransferRefusal):
    """A derogation without its letter, or a letter without a derogation."""

    code = "derogation_missing"
    title = _("Say which derogation, with a derogation and only there.")
    cites = (gdpr(49, 1),)


class ModulesMissing(TransferRefusal):
    """The clauses of 2021 come in modules, no others do."""

    code = "modules_missing"
    title = _("Say which modules (1 to 4) were signed, with the clauses of 2021 and only there.")
    cites = (gdpr(46, 2, "c"),)


class ClauseNineUnfit(TransferRefusal):
    """An option of a clause that the module does not have."""

    code = "clause_nine_without_module"
    title = _("Clause 9 has options in modules 2 and 3 only.")
    cites = (gdpr(46, 2, "c"),)


class RolePairIncomplete(TransferRefusal):
    """One role without the other."""

    code = "role_pair_incomplete"
    title = _("Give the role of both, or of neither.")


class RolesFollow(TransferRefusal):
    """A contract gives the roles."""

    code = "roles_follow"
    title = _("The roles follow from the contract: leave them open.")


class TransferCategoriesUnknown(TransferRefusal):
    """A category twice, or one that there is not."""

    code = "transfer_categories_unknown"
    title = _("Name each data category once, and only those of the register.")


class TransferMeasuresUnknown(TransferRefusal):
    """A measure twice, or one that there is not."""

    code = "transfer_measures_unknown"
    title = _("Name each measure once, and only those of the catalogue.")


class DecisionUnknown(TransferRefusal):
    """No decision that covers only some importers."""

    code = "decision_unknown"
    title = _("There is no adequacy decision with that code that covers some importers only.")
    cites = (gdpr(45, 3),)


class DecisionNotThen(TransferRefusal):
    """The decision did not apply then."""

    code = "decision_not_then"
    title = _("That decision did not apply on the first day.")
    cites = (gdpr(45, 3),)


class OverlappingCoverage(TransferRefusal):
    """The same is recorded then."""

    code = "overlapping_coverage"
    title = _("This is already recorded in that period.")
    cites = (gdpr(45, 3),)
    status = 409


class AssessedAlready(TransferRefusal):
    """One assessment a day."""

    code = "assessed_already"
    title = _("An assessment of that day is already recorded.")
    cites = (cjeu("C-311/18", 134),)
    status = 409


class ReviewNotLater(TransferRefusal):
    """The review would be over before it began."""

    code = "review_not_later"
    title = _("The review comes after the assessment.")
    cites = (cjeu("C-311/18", 134),)


class AssessedLater(TransferRefusal):
    """An assessment that is still to be done."""

    code = "assessed_later"
    title = _("An assessment is recorded once it is done.")


class DocumentThere(TransferRefusal):
    """The same file twice."""

    code = "document_already_there"
    title = _("This file is already with the transfer.")
    status = 409


class DocumentUnfit(TransferRefusal):
    """No PDF, or too large."""

    code = "document_unfit"
    title = _("A document is a PDF of at most 10 MB.")


class ActThere(TransferRefusal):
    """The same act twice."""

    code = "law_act_there"
    title = _("This act is already there: let another succeed it.")
    cites = (gdpr(45, 3),)
    status = 409


class ActFixed(TransferRefusal):
    """What was entered stays as it was entered."""

    code = "law_act_fixed"
    title = _("An act stays as it was entered: let another succeed it, or withdraw it.")
    cites = (gdpr(5, 2),)
    status = 409


class ActSucceeded(TransferRefusal):
    """Another took its place."""

    code = "law_act_succeeded"
    title = _("Another act has taken its place: correct that one.")
    status = 409


class ActOfAnother(TransferRefusal):
    """A successor does the same to the same."""

    code = "law_act_of_another"
    title = _("A successor is about the same decision or country, and does the same.")


class ActCoversWhom(TransferRefusal):
    """A list without a word about who is on it."""

    code = "law_act_covers_whom"
    title = _("Say in two languages who is covered, where a decision covers some importers only.")
    cites = (gdpr(45, 3),)


class ActLapsesLater(TransferRefusal):
    """A last day before the first."""

    code = "law_act_lapses_later"
    title = _("Only a decision has a last day of its own, after its first.")
    cites = (gdpr(45, 3),)


class ActNotAdopted(TransferRefusal):
    """Effect before adoption."""

    code = "law_act_in_force_once_adopted"
    title = _("An act has no effect before it is adopted.")


class DecisionThere(TransferRefusal):
    """That code or number is a decision already."""

    code = "decision_there"
    title = _("There is a decision with that code or number: enter an act about it.")
    cites = (gdpr(45, 3),)
    status = 409


class DecisionOfAnother(TransferRefusal):
    """One decision at a time for a country."""

    code = "decision_of_another"
    title = _("Decision %(decision)s applies there then: enter its end first.")
    cites = (gdpr(45, 3),)
    status = 409


class NoSuchDecision(TransferRefusal):
    """An act about nothing."""

    code = "no_such_decision"
    title = _("There is no adequacy decision with that code.")
    cites = (gdpr(45, 3),)


class DecisionEnded(TransferRefusal):
    """What is over does not end again."""

    code = "decision_ended"
    title = _("That decision has ended by then.")
    cites = (gdpr(45, 5),)
    status = 409


class JudgmentUnnamed(TransferRefusal):
    """A judgment goes by its case."""

    code = "judgment_unnamed"
    title = _("Give the case of the Court of Justice, such as C-311/18.")


class MembershipAlready(TransferRefusal):
    """In it already, or not in it."""

    code = "eea_member_already"
    title = _("The country is in the EEA then already, or was not in it.")
    status = 409


BY_CONSTRAINT = {
    "transfer_one_at_a_time": OverlappingTransfer,
    "transfer_one_per_contract": OverlappingTransfer,
    "transfer_two_parties": TransferToItself,
    "transfer_of_others": TransferOfOthers,
    "transfer_facts_fixed": TransferFixed,
    "transfer_categories_known": TransferCategoriesUnknown,
    "transfer_measures_known": TransferMeasuresUnknown,
    "transfer_safeguard_named": SafeguardMissing,
    "transfer_derogation_named": DerogationMissing,
    "transfer_modules_of_2021": ModulesMissing,
    "transfer_clause_nine_fits": ClauseNineUnfit,
    "transfer_roles_both_or_none": RolePairIncomplete,
    "coverage_one_at_a_time": OverlappingCoverage,
    "assessment_one_a_day": AssessedAlready,
    "assessment_reviewed_later": ReviewNotLater,
    "transfer_document_once": DocumentThere,
    "law_act_there": ActThere,
    "law_act_fixed": ActFixed,
    "law_act_succeeded": ActSucceeded,
    "law_act_of_another": ActOfAnother,
    "law_act_covers_whom": ActCoversWhom,
    "law_act_lapses_later": ActLapsesLater,
    "law_act_in_force_once_adopted": ActNotAdopted,
}
"""What each constraint's refusal is called."""
