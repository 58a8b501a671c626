"""What the cookie registry refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from cookies.exemption.errors import WithoutEvidence
from roles.services.refusals import in_our_words
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import cjeu, edpb, eprivacy, gdpr, tw


class SiteHostTaken(DomainError):
    """The party has a site with this host name."""

    code = "site_host_taken"
    title = _("This party already has a site with this host name.")
    status = 409


class SiteCodeTaken(DomainError):
    """A code is part of public addresses, so there is one of each."""

    code = "site_code_taken"
    title = _("This code is in use. Choose another.")
    status = 409


class ItemKnown(DomainError):
    """The key of the item is taken."""

    code = "item_known"
    title = _("This item is already in the registry.")
    status = 409


class ProviderKnown(DomainError):
    """The party has a provider with this name."""

    code = "provider_known"
    title = _("A provider with this name is in your list.")
    status = 409


class ItemIncomplete(DomainError):
    """Something that visitors must be told is missing."""

    code = "item_incomplete"
    title = _(
        "An item is published only with purpose, provider, role, lifetime, recipients and category."
    )
    cites = (gdpr(13, 1, "e"), cjeu("C-673/17", 81))
    status = 409


class PassingWithLifetime(DomainError):
    """Nothing is stored, so nothing lasts."""

    code = "passing_with_lifetime"
    title = _("What is not stored, such as a pixel, has no lifetime.")


class LifetimeMalformed(DomainError):
    """Not a duration."""

    code = "lifetime"
    title = _("An ISO 8601 duration, “session” or “persistent”.")


class PatternMalformed(DomainError):
    """The pattern would match everything, or is another notation."""

    code = "pattern_malformed"
    title = _("Write a name; # stands for digits and * for anything, and not for the whole name.")


class DomainMalformed(DomainError):
    """A domain goes into answers to browsers, so it is one."""

    code = "item_domain_malformed"
    title = _("A domain in lower case, without a scheme and without a path.")


class PathMalformed(DomainError):
    """A path goes into answers to browsers, so it is one."""

    code = "item_path_malformed"
    title = _("A path that begins with a slash, without spaces and semicolons.")


class ExemptionWithoutGround(DomainError):
    """Exempt without a ground, or although it advertises."""

    code = "exemption_without_ground"
    title = _("A category is exempt on a ground in the law, and never when it advertises.")
    cites = (tw("11.7a", 3), eprivacy(5, 3))


class AdoptionDecided(DomainError):
    """Offered items are decided on once; afterwards the site changes its own items."""

    code = "adoption_decided"
    title = _("This was decided before.")
    status = 409


class OfferToAnother(DomainError):
    """Items are offered along the chain: by the platform, or by whoever delivers to the site."""

    code = "offer_outside_chain"
    title = _("Items are offered to sites of parties that you deliver to.")
    status = 409


class ImportUnreadable(DomainError):
    """Nothing could be made of the file or the text."""

    code = "import_unreadable"
    title = _("Nothing in this can be read as a list of cookies: %(problem)s")


class ListTooLong(DomainError):
    """A list of cookies has tens of rows; thousands are no list."""

    code = "list_too_long"
    title = _("A list has at most %(most)s rows.")


class ContrastTooLow(DomainError):
    """The letters on a button cannot be read by everyone."""

    code = "contrast_too_low"
    title = _("These colours cannot be told apart well enough: at least 4.5 to 1 is needed.")
    cites = (edpb("05/2020", 66),)


class ReaskTerm(DomainError):
    """Asked too soon, or never again."""

    code = "reask_term"
    title = _("Ask again after at least 6 and at most 24 months.")
    cites = (edpb("05/2020", 111),)


class KeepTerm(DomainError):
    """Proof of consent is kept as long as it is needed, and no longer."""

    code = "keep_term"
    title = _("Keep consents for at least 12 and at most 84 months.")
    cites = (gdpr(7, 1), gdpr(5, 1, "e"))


class NoBanner(DomainError):
    """There is nothing to publish again."""

    code = "banner_off"
    title = _("This site has no banner yet: switch it on first.")
    status = 409


class ConsentMalformed(DomainError):
    """Not a choice that our banner sends."""

    code = "consent_malformed"
    title = _("This is not a choice as the banner sends it.")


class ConsentNotFromSite(DomainError):
    """The page that sent the choice is not of this site."""

    code = "consent_not_from_site"
    title = _("This choice does not come from a page of the site.")
    status = 403


class TooManyConsents(DomainError):
    """More choices than visitors make: a flood must not fill the log."""

    code = "consents_too_many"
    title = _("More choices come in than are recorded in a minute. Send this one again later.")
    status = 429


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "site_host_once_per_party": SiteHostTaken,
    "cookies_site_code_key": SiteCodeTaken,
    "item_once": ItemKnown,
    "provider_code_once": ProviderKnown,
    "item_published_is_complete": ItemIncomplete,
    "item_passing_has_no_lifetime": PassingWithLifetime,
    "item_lifetimes_are_durations": LifetimeMalformed,
    "consent_category_exempt_on_a_ground": ExemptionWithoutGround,
    "exemption_met_with_evidence": WithoutEvidence,
    "banner_colours_readable": ContrastTooLow,
    "banner_reasks_in_time": ReaskTerm,
    "banner_keeps_proof_in_time": KeepTerm,
}
BY_CODE = {refusal.code: refusal for refusal in BY_CONSTRAINT.values()}
BY_FIELD: dict[tuple[str, str], type[DomainError]] = {("code", "unique"): SiteCodeTaken}


@contextmanager
def in_cookie_words() -> Iterator[None]:
    """Raise the DomainError for whatever full_clean() or the database refuses inside."""
    with in_our_words():
        try:
            yield
        except ValidationError as error:
            refusal = _for_validation(error)
            if refusal is None:
                raise
            raise refusal from error
        except IntegrityError as error:
            diagnosis = getattr(error.__cause__, "diag", None)
            named = BY_CONSTRAINT.get(getattr(diagnosis, "constraint_name", None) or "")
            if named is None:
                raise
            raise named from error


def _for_validation(error: ValidationError) -> DomainError | None:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for field, problems in by_field.items():
        code = problems[0].code or ""
        kind = BY_FIELD.get((field, code)) or BY_CODE.get(code)
        if kind is not None:
            return kind(field=None if field == "__all__" else field)
    return None
