"""What the database and full_clean() refuse, in the domain's words: one place, by constraint."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, ProgrammingError
from django.utils.translation import gettext_lazy as _

from roles.agreements import end_refusals as of_ends
from roles.agreements import refusals as of_papers
from roles.measures import refusals as of_measures
from roles.sub_processors import refusals as of_notices
from roles.transfers import refusals as of_transfers
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.law import gdpr

INSUFFICIENT_PRIVILEGE = "42501"
OF_AUTHORITY = frozenset({"ExecWithCheckOptions", "aclcheck_error", "exec_stmt_raise"})
"""Where in PostgreSQL such a refusal is of who asks: a policy, a right that was not granted, a
trigger of ours. A file that it may not open has the same code, and words may be translated."""


class Invalid(DomainError):
    """A value that a field refuses; ``problem`` says why in the reader's language."""

    code = "invalid"
    title = _("%(problem)s")


class ChainLoop(DomainError):
    """With this contract a party would deliver the service to itself through others."""

    code = "chain_loop"
    title = _("This contract would make a loop: the party would deliver the service to itself.")
    cites = (gdpr(28, 4),)
    status = 409


class ContractWithItself(DomainError):
    """Provider and acquirer are the same party."""

    code = "contract_with_itself"
    title = _("A party cannot have a contract with itself.")


class OverlappingContract(DomainError):
    """The acquirer already has a provider of this service then."""

    code = "overlapping_contract"
    title = _("This party already has a contract for this service in that period.")
    status = 409


class ContractFixed(DomainError):
    """Who the parties are, the service and the first day never change."""

    code = "contract_fixed"
    title = _("A contract is ended, not changed: end it and conclude another.")
    status = 409


class EmptyPeriod(DomainError):
    """The period holds no day."""

    code = "empty_period"
    title = _("The period is empty: it ends before it starts.")


class OverlappingFeature(DomainError):
    """The feature is already on."""

    code = "overlapping_feature"
    title = _("This feature is already switched on in that period.")
    status = 409


class OverlappingOwnUse(DomainError):
    """The own use is already known."""

    code = "overlapping_own_use"
    title = _("This use is already recorded in that period.")
    cites = (gdpr(28, 10),)
    status = 409


class OverlappingJoint(DomainError):
    """The joint determination is already known."""

    code = "overlapping_joint"
    title = _("This is already recorded in that period.")
    cites = (gdpr(26, 1),)
    status = 409


class JointWithItself(DomainError):
    """A party cannot decide together with itself."""

    code = "joint_with_itself"
    title = _("A party decides together with another party, not with itself.")
    cites = (gdpr(26, 1),)


class ExternalIdTaken(DomainError):
    """Another party has the number, among those its giver gave out."""

    code = "external_id_taken"
    title = _("Another party already has this number.")
    status = 409


class KvkNumberMalformed(DomainError):
    """Not eight digits."""

    code = "kvk_number"
    title = _("A Chamber of Commerce number has eight digits.")


class CountryMalformed(DomainError):
    """Not a country code."""

    code = "country"
    title = _("Give the country as two capital letters (ISO 3166).")


class NameMissing(DomainError):
    """A party without a name."""

    code = "name_missing"
    title = _("A party has a name.")


class ContactUnreachable(DomainError):
    """A contact that cannot be reached."""

    code = "contact_unreachable"
    title = _("Give an e-mail address or a telephone number.")


class ReasonMissing(DomainError):
    """A finding is accepted with a reason or not at all."""

    code = "reason_missing"
    title = _("Say why this is acceptable.")


class OverlappingAgreement(DomainError):
    """The two already have an agreement then."""

    code = "overlapping_agreement"
    title = _("These parties already have an agreement in that period.")
    cites = (gdpr(28, 3),)
    status = 409


class AgreementWithItself(DomainError):
    """Processor and controller are the same party."""

    code = "agreement_with_itself"
    title = _("A party has no agreement with itself.")


class AgreementOfOthers(DomainError):
    """The contract is between other parties."""

    code = "agreement_of_others"
    title = _("That contract is not between these two parties.")


class MandateOfOthers(DomainError):
    """The agreement is between other parties than the mandate."""

    code = "mandate_of_others"
    title = _("That agreement is not between these two parties.")


class SignatureMissing(DomainError):
    """Nobody is said to have signed."""

    code = "signature_missing"
    title = _("Give the day on which at least one of the two signed.")
    cites = (gdpr(28, 9),)


class SignedLater(DomainError):
    """The day of a signature is still to come."""

    code = "signed_later"
    title = _("A signature is recorded once it is there: that day is still to come.")
    cites = (gdpr(28, 9),)


class AlreadySigned(DomainError):
    """The day of this signature is known; only an officer corrects it."""

    code = "already_signed"
    title = _("That signature is already recorded. Is its day wrong? Ask VoIPGRID to correct it.")
    status = 409


class AgreementEnded(DomainError):
    """An agreement that has ended is not signed any more."""

    code = "agreement_ended"
    title = _("This agreement has ended: record a new one.")
    status = 409


class OverlappingMandate(DomainError):
    """The mandate is already known."""

    code = "overlapping_mandate"
    title = _("This mandate is already recorded in that period.")
    cites = (gdpr(28, 2),)
    status = 409


class MandatePartyMissing(DomainError):
    """Specific without a party, or general with one."""

    code = "mandate_party"
    title = _("A specific mandate names a party, a general one none.")
    cites = (gdpr(28, 2),)


class MandateToItself(DomainError):
    """Giver and holder are the same party."""

    code = "mandate_to_itself"
    title = _("A party gives itself no mandate.")


class OverlappingStatedRole(DomainError):
    """A role is already stated."""

    code = "overlapping_stated_role"
    title = _("A role is already stated for these data in that period.")
    status = 409


class OverlappingDisclosure(DomainError):
    """The disclosure is already known."""

    code = "overlapping_disclosure"
    title = _("This is already recorded in that period.")
    status = 409


class OverlappingReliance(DomainError):
    """The reliance is already known."""

    code = "overlapping_reliance"
    title = _("This is already recorded in that period.")
    status = 409


class OverlappingAcmRegistration(DomainError):
    """The party already has one."""

    code = "overlapping_acm_registration"
    title = _("This party already has a registration in that period.")
    status = 409


class AcmNumberMissing(DomainError):
    """A registration without its number."""

    code = "acm_number_missing"
    title = _("Give the number of the registration.")


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "contract_no_loop": ChainLoop,
    "contract_two_parties": ContractWithItself,
    "contract_one_provider_at_a_time": OverlappingContract,
    "contract_once_per_supplier": OverlappingContract,
    "contract_fixed": ContractFixed,
    "contract_period_not_empty": EmptyPeriod,
    "contract_feature_one_at_a_time": OverlappingFeature,
    "contract_feature_period_not_empty": EmptyPeriod,
    "own_use_one_at_a_time": OverlappingOwnUse,
    "own_use_period_not_empty": EmptyPeriod,
    "joint_one_at_a_time": OverlappingJoint,
    "joint_period_not_empty": EmptyPeriod,
    "joint_two_parties": JointWithItself,
    "external_id_once_per_assigner": ExternalIdTaken,
    "party_kvk_eight_digits": KvkNumberMalformed,
    "party_country_iso": CountryMalformed,
    "party_has_name": NameMissing,
    "contact_reachable": ContactUnreachable,
    "finding_accepted_with_reason": ReasonMissing,
    "agreement_one_at_a_time": OverlappingAgreement,
    "agreement_one_per_contract": OverlappingAgreement,
    "agreement_two_parties": AgreementWithItself,
    "agreement_of_others": AgreementOfOthers,
    "agreement_period_not_empty": EmptyPeriod,
    "mandate_of_others": MandateOfOthers,
    "mandate_one_general": OverlappingMandate,
    "mandate_one_per_engaged": OverlappingMandate,
    "mandate_specific_names_a_party": MandatePartyMissing,
    "mandate_two_parties": MandateToItself,
    "mandate_period_not_empty": EmptyPeriod,
    "stated_role_one_at_a_time": OverlappingStatedRole,
    "stated_role_one_per_feature": OverlappingStatedRole,
    "disclosure_one_for_all": OverlappingDisclosure,
    "disclosure_one_per_category": OverlappingDisclosure,
    "reliance_one_at_a_time": OverlappingReliance,
    "acm_registration_one_at_a_time": OverlappingAcmRegistration,
    "acm_registration_numbered": AcmNumberMissing,
    "agreement_signature_once": AlreadySigned,
    **of_papers.BY_CONSTRAINT,
    **of_ends.BY_CONSTRAINT,
    "taken_measure_period_not_empty": EmptyPeriod,
    **of_measures.BY_CONSTRAINT,
    "transfer_period_not_empty": EmptyPeriod,
    "coverage_period_not_empty": EmptyPeriod,
    **of_notices.BY_CONSTRAINT,
    **of_transfers.BY_CONSTRAINT,
}
BY_CODE = {refusal.code: refusal for refusal in BY_CONSTRAINT.values()}
# What Django says where our own words are better: (field, its code) -> ours.
BY_FIELD: dict[tuple[str, str], type[DomainError]] = {
    ("name", "blank"): NameMissing,
    ("name", "null"): NameMissing,
    ("kvk_number", "max_length"): KvkNumberMalformed,
    ("country", "max_length"): CountryMalformed,
    ("country", "blank"): CountryMalformed,
    ("number", "blank"): AcmNumberMissing,
}


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise the DomainError for whatever the database or full_clean() refuses inside."""
    try:
        yield
    except ValidationError as error:
        _raise_for_validation(error)
    except (IntegrityError, ProgrammingError) as error:
        _raise_for_database(error)


def _raise_for_validation(error: ValidationError) -> NoReturn:
    """Raise the first problem: by our own code where it has one, else with Django's sentence."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    field, problems = next(iter(by_field.items()))
    first = problems[0]
    code = first.code or ""
    name = None if field in {"", "__all__"} else field
    refusal = BY_FIELD.get((field, code)) or BY_CODE.get(code)
    if refusal is None:
        raise Invalid(field=name, problem=" ".join(first.messages)) from error
    raise refusal(field=name) from error


def _raise_for_database(error: DatabaseError) -> NoReturn:
    """Raise by the constraint's name; row-level security is a matter of authority.

    Nothing else is: what the server may not do itself is no refusal of who asked.
    """
    cause = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    if getattr(cause, "sqlstate", None) == INSUFFICIENT_PRIVILEGE and (
        getattr(diagnosis, "source_function", None) in OF_AUTHORITY
    ):
        raise NotAllowed from error
    refusal = BY_CONSTRAINT.get(getattr(diagnosis, "constraint_name", None) or "")
    if refusal is None:
        raise error
    raise refusal from error
