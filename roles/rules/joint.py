"""Controllers who decide together (GDPR Art. 26)."""

from roles.choices import Role
from roles.rules import features, telecom
from roles.rules import gdpr as general
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from voipgrid_privacy.kernel.law import GDPR_APPLIES, cjeu, edpb, gdpr

ALONE = (
    general.decides_why_and_how,
    general.has_a_purpose_of_its_own,
    general.uses_anothers_data_for_itself,
    general.oversteps_instructions,
    general.decides_by_its_profession,
    general.is_appointed_by_law,
    general.fulfils_a_duty_of_its_own,
    telecom.communicates,
    telecom.switches_on_a_feature,
    telecom.provides_the_service_to_the_subscriber,
    telecom.contract_data_is_kept_for_it,
    telecom.offers_the_site,
    *features.DECIDES,
)
"""Whatever makes a party controller, deciding it with another makes both joint controllers."""


@rulebook.rule(
    Role.JOINT_CONTROLLER,
    gdpr(4, 7),
    gdpr(26, 1),
    edpb("07/2020", 54),
    cjeu("C-210/16"),
    overrides=ALONE,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Stelt samen met een ander doel en middelen vast, in één besluit of in besluiten die"
        " elkaar aanvullen en zonder elkaar niet kunnen."
    ),
)
def decides_together(facts: Involvement) -> bool:
    """Determines purposes and means with another, in one decision or in converging decisions."""
    return facts.decides_jointly and not facts.under_direct_authority
