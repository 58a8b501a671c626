"""Who is controller of which data in telephony and on a web site.

The provider of a telecom service normally decides over what it needs to provide and bill the
service, and not over what people say to each other: Dir. 95/46 recital 47, explained in WP169
(Opinion 1/2010) and kept as an example in the guidelines that replaced it, EDPB 07/2020.
"""

from roles.choices import Category, Feature, Role
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from roles.rules.functions import CONTENT, OUTSIDE_DELIVERY
from roles.rules.gdpr import decides_why_and_how, has_a_purpose_of_its_own
from roles.rules.persons import ABOUT, CONTRACTS, SUBSCRIBES
from voipgrid_privacy.kernel.law import (
    GDPR_APPLIES,
    cjeu,
    edpb,
    eprivacy,
    gdpr,
    recital,
    tw,
    wp29,
)

PLAIN_CALLS = frozenset({"", Feature.CONVEYANCE})


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 27),
    wp29(169, 11),
    recital("Dir. 95/46", 47),
    overrides=ABOUT,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Communiceert. Van wie een boodschap komt, die is verantwoordelijk voor de"
        " persoonsgegevens daarin. Wie de boodschap alleen overbrengt, is dat niet."
    ),
)
def communicates(facts: Involvement) -> bool:
    """Communicates: whoever the message comes from answers for the data in it, not its carrier."""
    transmitted = facts.data_category == Category.TRANSMITTED
    return transmitted and facts.communicates and facts.feature in PLAIN_CALLS


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 30),
    eprivacy(5, 1),
    tw("11.2a"),
    overrides=ABOUT,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Zet een functie aan die de inhoud van de eigen gesprekken bewaart of bewerkt, en bepaalt"
        " daarmee waarom dat gebeurt."
    ),
)
def switches_on_a_feature(facts: Involvement) -> bool:
    """Switches on a feature that keeps or works on its own calls, and so decides why."""
    own = facts.feature not in PLAIN_CALLS | OUTSIDE_DELIVERY
    return facts.data_category in CONTENT and facts.switches_on_feature and own


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 27),
    wp29(169, 11),
    eprivacy(6, 2),
    tw("11.5", 2),
    overrides=(*ABOUT, *SUBSCRIBES),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Levert de openbare elektronische communicatiedienst aan de abonnee. Voor die dienst en"
        " voor de rekening zijn verkeers- en factureringsgegevens nodig."
    ),
)
def provides_the_service_to_the_subscriber(facts: Involvement) -> bool:
    """Provides the public communications service to the subscriber, and runs and bills it."""
    traffic = facts.data_category == Category.TRAFFIC_BILLING
    delivering = facts.feature not in OUTSIDE_DELIVERY
    return traffic and facts.provides_to_subscriber and delivering


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 35),
    overrides=(*ABOUT, *CONTRACTS),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Heeft zelf de zakelijke relaties voor wie gegevens over overeenkomst en dienst er zijn."
    ),
)
def contract_data_is_kept_for_it(facts: Involvement) -> bool:
    """Is the party for whose own business relations the contract and service data is kept."""
    other = facts.data_category == Category.OTHER_PERSONAL
    delivering = facts.feature not in OUTSIDE_DELIVERY
    return other and facts.contract_data_kept_for_it and delivering


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    eprivacy(5, 3),
    tw("11.7a"),
    cjeu("C-40/17"),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Biedt de website aan en bepaalt waarom en hoe gegevens van bezoekers worden verwerkt."
    ),
)
def offers_the_site(facts: Involvement) -> bool:
    """Offers the web site, and so decides why and how it handles data of its visitors."""
    return facts.data_category == Category.WEBSITE_VISITOR and facts.offers_to_public


@rulebook.rule(
    Role.NOT_ASSIGNED,
    gdpr(2, 2, "c"),
    recital("GDPR", 18),
    overrides=(decides_why_and_how, has_a_purpose_of_its_own, communicates, switches_on_a_feature),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Doet dit als mens, alleen voor zichzelf of het eigen huishouden: daarvoor geldt de AVG"
        " niet."
    ),
)
def stays_within_the_household(facts: Involvement) -> bool:
    """Does this as a human being, only for itself or its household, outside the GDPR."""
    own = decides_why_and_how(facts) or has_a_purpose_of_its_own(facts)
    calls = communicates(facts) or switches_on_a_feature(facts)
    return (own or calls) and facts.purely_personal and facts.natural_person
