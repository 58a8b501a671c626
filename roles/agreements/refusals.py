"""Refusals about wordings, papers and signatures, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class TemplateIncomplete(DomainError):
    """A wording without a clause for something that the law asks."""

    code = "template_incomplete"
    title = _("This wording lacks a clause that the law asks for: it cannot be published.")
    cites = (gdpr(28, 3),)


class TemplateFixed(DomainError):
    """What agreements may have been made from does not change."""

    code = "template_fixed"
    title = _("A published wording does not change: make another version.")
    status = 409


class ClauseOnce(DomainError):
    """One clause for each item."""

    code = "clause_once"
    title = _("This template already has a clause for that item.")
    status = 409


class NoTemplate(DomainError):
    """There is no wording to make an agreement from."""

    code = "no_template"
    title = _("No published wording can be used that day.")
    cites = (gdpr(28, 3),)
    status = 409


class SubjectMissing(DomainError):
    """The register knows of nothing that the one does for the other."""

    code = "nothing_processed"
    title = _("By the register the one processes nothing for the other that day: nothing to agree.")
    cites = (gdpr(28, 3),)
    status = 409


class DocumentFixed(DomainError):
    """A paper is never rewritten."""

    code = "document_fixed"
    title = _("A paper stays as it was made: make another.")
    status = 409


class DocumentState(DomainError):
    """Not a step that this paper can take now."""

    code = "document_state"
    title = _("This is not possible in the state in which the paper is.")
    status = 409


class UnderSignature(DomainError):
    """Somebody has signed already."""

    code = "under_signature"
    title = _(
        "One of the two has signed already: withdraw that paper first, or make a new agreement."
    )
    status = 409


class NotAPdf(DomainError):
    """The file is no PDF."""

    code = "not_a_pdf"
    title = _("Send the paper as PDF: this file is something else.")


class DocumentTooLarge(DomainError):
    """More bytes than a paper may have."""

    code = "document_too_large"
    title = _("A paper may be at most 10 MB.")


class OtherPaper(DomainError):
    """The hash is not that of the paper that was sent."""

    code = "other_paper"
    title = _(
        "That is not the paper that waits for signatures: open it again, and sign what it says now."
    )
    cites = (gdpr(28, 9),)
    status = 409


class SignatureNameless(DomainError):
    """A signature without a name."""

    code = "signature_nameless"
    title = _("Give the name of the person who signs.")


class SignatureOfOthers(DomainError):
    """The party is not one of the two."""

    code = "signature_of_others"
    title = _("Only the two parties sign, each for itself.")


class SignatureFixed(DomainError):
    """A signature is never rewritten."""

    code = "signature_fixed"
    title = _("A signature stays as it was given.")
    status = 409


class SignedBeforePaper(DomainError):
    """By hand, on a day on which the paper was not there."""

    code = "signed_before_paper"
    title = _(
        "The paper that waits for signatures was made after that day: withdraw it first if another"
        " was signed."
    )
    status = 409


class InstructionAbout(DomainError):
    """An answer to nothing, or to the instruction of another agreement."""

    code = "instruction_about"
    title = _("An answer names the instruction that it is about.")


class InstructionLater(DomainError):
    """The day is still to come."""

    code = "instruction_later"
    title = _("An instruction is entered once it was given: that day is still to come.")


class InstructionFixed(DomainError):
    """The log is only added to."""

    code = "instruction_fixed"
    title = _("What is in the log stays: enter what changed as a new line.")
    status = 409


class CoverageOfWording(DomainError):
    """What the paper says follows from its wording."""

    code = "coverage_of_wording"
    title = _("This paper was made here: what it covers follows from its wording and its annexes.")
    status = 409


class CoverageFixed(DomainError):
    """What was stated is only added to."""

    code = "coverage_fixed"
    title = _("What was stated stays: state it anew.")
    status = 409


class EvidenceUnfit(DomainError):
    """What the kind of evidence names is not there, or something else is."""

    code = "evidence_unfit"
    title = _("Give what the kind of evidence names, and only that.")


class EvidenceLink(DomainError):
    """The reference is no address."""

    code = "evidence_link"
    title = _("Give a full address that begins with https:// or http://.")


class EvidenceOfOthers(DomainError):
    """The instruction or paper belongs to another agreement."""

    code = "evidence_of_others"
    title = _("That instruction or paper belongs to another agreement.")


class EvidenceFixed(DomainError):
    """Evidence is only added to."""

    code = "evidence_fixed"
    title = _("Evidence stays as it was entered: add what is new.")
    status = 409


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "agreement_template_incomplete": TemplateIncomplete,
    "agreement_template_fixed": TemplateFixed,
    "template_clause_once": ClauseOnce,
    "agreement_document_begins": NoTemplate,
    "agreement_document_fixed": DocumentFixed,
    "agreement_document_state": DocumentState,
    "agreement_document_one_open": DocumentState,
    "agreement_document_numbered": DocumentState,
    "agreement_document_pdf": NotAPdf,
    "agreement_document_size": DocumentTooLarge,
    "agreement_signature_other_paper": OtherPaper,
    "agreement_signature_named": SignatureNameless,
    "agreement_signature_of_others": SignatureOfOthers,
    "agreement_signature_fixed": SignatureFixed,
    "agreement_signature_before_paper": SignedBeforePaper,
    "instruction_answers_one": InstructionAbout,
    "instruction_of_others": InstructionAbout,
    "instruction_fixed": InstructionFixed,
    "instruction_later": InstructionLater,
    "clause_evidence_of_its_kind": EvidenceUnfit,
    "clause_evidence_of_others": EvidenceOfOthers,
    "clause_evidence_fixed": EvidenceFixed,
    "agreement_coverage_fixed": CoverageFixed,
    "agreement_coverage_of_wording": CoverageOfWording,
}
