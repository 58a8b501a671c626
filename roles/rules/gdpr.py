"""Who decides, who acts for another, and who only stands beside: the roles of the GDPR."""

from roles.choices import Role
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from roles.rules.persons import ABOUT_ITSELF
from voipgrid_privacy.kernel.law import GDPR_APPLIES, cjeu, edpb, gdpr

DECIDERS = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})
ACTORS_FOR_ANOTHER = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})


@rulebook.rule(
    Role.THIRD_PARTY,
    gdpr(4, 9),
    gdpr(4, 10),
    edpb("07/2020", 87),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Ontvangt de gegevens en is geen betrokkene, verwerkingsverantwoordelijke of verwerker."
    ),
)
def only_receives(facts: Involvement) -> bool:
    """Has the data disclosed to it and is not the data subject, controller or processor."""
    return facts.receives_data and facts.instructed_by is None


@rulebook.rule(
    Role.PROCESSOR,
    gdpr(4, 8),
    edpb("07/2020", 76),
    overrides=ABOUT_ITSELF,
    since=GDPR_APPLIES,
    sentence_nl="Verwerkt de gegevens voor een ander, die erover beslist.",
)
def acts_for_controller(facts: Involvement) -> bool:
    """Processes on behalf of a controller."""
    return facts.instructed_by in DECIDERS


@rulebook.rule(
    Role.SUB_PROCESSOR,
    gdpr(28, 2),
    gdpr(28, 4),
    overrides=ABOUT_ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Is ingeschakeld door een verwerker, en verwerkt de gegevens net als die voor wie erover"
        " beslist."
    ),
)
def acts_for_processor(facts: Involvement) -> bool:
    """Is engaged by a processor to process on behalf of the controller."""
    return facts.instructed_by in ACTORS_FOR_ANOTHER


@rulebook.rule(
    Role.PROCESSOR,
    gdpr(4, 8),
    edpb("07/2020", 40),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Kiest voor een verwerkingsverantwoordelijke alleen de praktische middelen; wie niet meer"
        " kiest dan dat, blijft verwerker."
    ),
)
def chooses_only_practical_means(facts: Involvement) -> bool:
    """Chooses, for a controller, no more than the practical means of carrying it out."""
    return facts.chooses_practical_means and facts.instructed_by in DECIDERS


@rulebook.rule(
    Role.NOT_ASSIGNED,
    gdpr(4, 10),
    gdpr(29),
    edpb("07/2020", 88),
    overrides=(
        acts_for_controller,
        acts_for_processor,
        chooses_only_practical_means,
        only_receives,
    ),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Werkt onder het rechtstreekse gezag van een ander en is voor de AVG een deel van die"
        " organisatie, geen eigen partij."
    ),
)
def works_inside_the_organisation(facts: Involvement) -> bool:
    """Works under another's direct authority and is part of that organisation, not a party."""
    return facts.under_direct_authority


@rulebook.rule(
    Role.THIRD_PARTY,
    gdpr(4, 10),
    edpb("07/2020", 83),
    overrides=(acts_for_controller, acts_for_processor, chooses_only_practical_means),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Kan gegevens tegenkomen bij werk dat niet over gegevens gaat, en is daarom geen verwerker."
    ),
)
def comes_across_data(facts: Involvement) -> bool:
    """May come across data in work that is not about data, and so is no processor."""
    return facts.access_is_incidental


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 35),
    overrides=(only_receives, *ABOUT_ITSELF),
    since=GDPR_APPLIES,
    sentence_nl="Stelt het doel van en de wezenlijke middelen voor de verwerking vast.",
)
def decides_why_and_how(facts: Involvement) -> bool:
    """Determines the purposes and the essential means of the processing."""
    return facts.decides_why_and_how and not facts.under_direct_authority


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 92),
    overrides=(only_receives, works_inside_the_organisation, comes_across_data, *ABOUT_ITSELF),
    since=GDPR_APPLIES,
    sentence_nl="Gebruikt de gegevens voor een eigen doel.",
)
def has_a_purpose_of_its_own(facts: Involvement) -> bool:
    """Uses the data for a purpose of its own."""
    return facts.own_purpose


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(28, 10),
    edpb("07/2020", 81),
    overrides=(acts_for_controller, acts_for_processor, chooses_only_practical_means),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Verwerkt de gegevens voor een ander, en gebruikt ze ook voor een eigen doel. Wie dat doet,"
        " geldt voor dat doel als degene die beslist."
    ),
)
def uses_anothers_data_for_itself(facts: Involvement) -> bool:
    """Uses data it processes for another for its own purpose, and is controller for that."""
    return facts.own_purpose and facts.instructed_by is not None


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(28, 10),
    edpb("07/2020", 81),
    overrides=(acts_for_controller, acts_for_processor, chooses_only_practical_means),
    since=GDPR_APPLIES,
    sentence_nl="Treedt op voor een ander, en bepaalt toch zelf doel en middelen.",
)
def oversteps_instructions(facts: Involvement) -> bool:
    """Takes purposes and means into its own hands while acting for another."""
    decides = facts.decides_why_and_how and not facts.under_direct_authority
    return decides and facts.instructed_by is not None


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 27),
    overrides=(acts_for_controller, chooses_only_practical_means, only_receives),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Bepaalt naar de regels van het eigen beroep wat het met de gegevens doet, ook al komt de"
        " opdracht van een ander."
    ),
)
def decides_by_its_profession(facts: Involvement) -> bool:
    """Decides by the rules of its profession what it does with the data it needs for a client."""
    return facts.professional_discretion


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 23),
    cjeu("C-231/22"),
    overrides=(acts_for_controller, acts_for_processor, only_receives),
    since=GDPR_APPLIES,
    sentence_nl="Is door de wet als verwerkingsverantwoordelijke aangewezen.",
)
def is_appointed_by_law(facts: Involvement) -> bool:
    """Is designated as controller by Union or Member State law."""
    return facts.law_appoints


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 24),
    overrides=(acts_for_controller, acts_for_processor, only_receives),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Heeft van de wet een taak of plicht die zonder deze gegevens niet is te vervullen."
    ),
)
def fulfils_a_duty_of_its_own(facts: Involvement) -> bool:
    """Has by law a task or duty of its own that it cannot fulfil without these data."""
    return facts.law_imposes_task
