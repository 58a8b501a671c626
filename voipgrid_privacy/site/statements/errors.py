"""What privacy statements do not allow, in the domain's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class FactTypedOver(DomainError):
    """A part drawn from the register is moved and introduced; it is not removed or renamed."""

    code = "statement_fact_fixed"
    title = _("This part is drawn from the register: correct the fact there.")
    cites = (gdpr(5, 1, "a"),)
    status = 409


class NotPlainText(DomainError):
    """A text is empty, too long, in one language only, or no plain text."""

    code = "statement_text_not_plain"
    title = _("Give plain text in Dutch and in English, no longer than four thousand characters.")
    cites = (gdpr(12, 1),)


class UnknownPart(DomainError):
    """No part with that code."""

    code = "statement_part_unknown"
    title = _("This statement has no such part.")


class TooManyParts(DomainError):
    """More own parts than anybody reads."""

    code = "statement_too_many_parts"
    title = _("A statement has at most twenty parts of your own.")


class ColoursTooAlike(DomainError):
    """Text in these colours cannot be read by everyone."""

    code = "statement_contrast_too_low"
    title = _("The contrast of these colours is %(contrast)s; text needs 4.5.")


class LogoTooLarge(DomainError):
    """A logo that makes pages heavy."""

    code = "statement_logo_too_large"
    title = _("A logo is at most thirty thousand bytes, so that pages stay light.")


class NotAPicture(DomainError):
    """A file that is no picture, or does more than show one."""

    code = "statement_logo_not_a_picture"
    title = _("This file cannot be your logo: %(why)s. Give a PNG, or an SVG of shapes alone.")


class NoLogo(DomainError):
    """Words without a picture."""

    code = "statement_logo_missing"
    title = _("Choose the file of your logo.")


class AddressTaken(DomainError):
    """Another party's statement is at that address."""

    code = "statement_address_taken"
    title = _("This address is taken. Choose another.")
    status = 409


class AddressFixed(DomainError):
    """What was published stays where it is."""

    code = "statement_address_fixed"
    title = _("Your statement was published at this address, and stays there.")
    status = 409


class DraftChanged(DomainError):
    """Somebody changed the draft, or the register, after the difference was shown."""

    code = "statement_changed_meanwhile"
    title = _("What you read has changed meanwhile. Read the difference again, then publish.")
    status = 409


class NothingNew(DomainError):
    """The draft says what is published."""

    code = "statement_nothing_new"
    title = _("The published statement already says this.")
    status = 409


class GapsNotAccepted(DomainError):
    """Letters of the law are open, and nobody said to publish all the same."""

    code = "statement_has_gaps"
    title = _("This statement lacks %(letters)s. Fill these in, or say that you publish it so.")
    cites = (gdpr(13), gdpr(14))
    status = 409


class SecondPersonNeeded(DomainError):
    """Who proposed the platform's statement does not approve it."""

    code = "statement_needs_second_person"
    title = _("Somebody else must approve what you proposed.")
    status = 409


class EffectiveInThePast(DomainError):
    """A statement takes effect today or later."""

    code = "statement_in_the_past"
    title = _("A statement takes effect today or later.")


class BeforeTheLast(DomainError):
    """A later version takes effect first."""

    code = "statement_before_the_last"
    title = _("A version that was published takes effect later: choose that day or a later one.")


class ProposalOfOthers(DomainError):
    """A proposal of another party's statement."""

    code = "statement_of_others"
    title = _("This proposal is another party's.")
    status = 404


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "statement_needs_second_person": SecondPersonNeeded,
    "statement_in_the_past": EffectiveInThePast,
    "statement_before_the_last": BeforeTheLast,
    "statement_of_others": ProposalOfOthers,
    "statement_address_taken": AddressTaken,
    "statement_address_fixed": AddressFixed,
}


@contextmanager
def in_statement_words() -> Iterator[None]:
    """Say a refusal of the database as ours."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        named = BY_CONSTRAINT.get(getattr(diagnosis, "constraint_name", None) or "")
        if named is None:
            raise
        raise named from error
