"""What held before the GDPR applied. Lapsed, and kept: old dates still ask for it."""

from datetime import date

from roles.choices import Role
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from voipgrid_privacy.kernel.law import GDPR_APPLIES, wbp

WBP_APPLIED = date(2001, 9, 1)


@rulebook.rule(
    Role.CONTROLLER,
    wbp(1, "", "d"),
    since=WBP_APPLIED,
    until=GDPR_APPLIES,
    sentence_nl="Stelt het doel van en de middelen voor de verwerking vast (verantwoordelijke).",
)
def decided_under_the_wbp(facts: Involvement) -> bool:
    """Determines the purpose and the means of the processing (the Wbp's *verantwoordelijke*)."""
    return facts.decides_why_and_how and facts.instructed_by is None


@rulebook.rule(
    Role.PROCESSOR,
    wbp(1, "", "e"),
    since=WBP_APPLIED,
    until=GDPR_APPLIES,
    sentence_nl=(
        "Verwerkt voor een verantwoordelijke zonder aan diens rechtstreekse gezag te zijn"
        " onderworpen."
    ),
)
def processed_under_the_wbp(facts: Involvement) -> bool:
    """Processes for a controller without being under its direct authority (a *bewerker*)."""
    return facts.instructed_by == Role.CONTROLLER and not facts.under_direct_authority
