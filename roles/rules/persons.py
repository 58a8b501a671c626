"""Whom the data is about: data subjects, and legal persons who cannot be one."""

from roles.choices import Category, Role
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from roles.rules.functions import OUTSIDE_DELIVERY, function
from voipgrid_privacy.kernel.law import GDPR_APPLIES, eprivacy, gdpr, recital, tw


@rulebook.rule(
    Role.DATA_SUBJECT,
    gdpr(4, 1),
    since=GDPR_APPLIES,
    sentence_nl="Is een mens (een natuurlijke persoon) over wie de gegevens gaan.",
)
def is_the_person_the_data_is_about(facts: Involvement) -> bool:
    """Is a natural person to whom the data relates."""
    return facts.relates_to_it and facts.natural_person


@rulebook.rule(
    Role.NOT_ASSIGNED,
    gdpr(4, 1),
    recital("GDPR", 14),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Is een rechtspersoon: gegevens over een rechtspersoon zijn geen persoonsgegevens en een"
        " rechtspersoon is geen betrokkene."
    ),
)
def is_a_legal_person_the_data_is_about(facts: Involvement) -> bool:
    """Is a legal person: data about it is not personal data, and it is nobody's data subject."""
    return facts.relates_to_it and not facts.natural_person


@rulebook.rule(
    Role.DATA_SUBJECT,
    gdpr(4, 1),
    eprivacy(6, 1),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Is de natuurlijke persoon die het abonnement heeft: de gegevens over het gebruik ervan"
        " gaan over deze persoon."
    ),
)
def subscribes_as_a_natural_person(facts: Involvement) -> bool:
    """Holds the subscription as a natural person: the data about its use is about it."""
    return _is_about_its_use(facts) and facts.holds_subscription and facts.natural_person


@rulebook.rule(
    Role.SUBSCRIBER,
    gdpr(4, 1),
    recital("GDPR", 14),
    eprivacy(1, 2),
    tw("1.1"),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Is een rechtspersoon die het abonnement heeft: abonnee, maar geen betrokkene. Betrokkenen"
        " zijn de mensen die onder dit abonnement bellen."
    ),
)
def subscribes_as_a_legal_person(facts: Involvement) -> bool:
    """Holds the subscription as a legal person: a subscriber; its users are the data subjects."""
    return _is_about_its_use(facts) and facts.holds_subscription and not facts.natural_person


@rulebook.rule(
    Role.DATA_SUBJECT,
    gdpr(4, 1),
    since=GDPR_APPLIES,
    sentence_nl="Is de natuurlijke persoon over wiens overeenkomst de gegevens gaan.",
)
def contracts_as_a_natural_person(facts: Involvement) -> bool:
    """Is the natural person whose contract the data is about."""
    about = facts.contract_data_is_about_it and facts.natural_person
    return _is_about_contracts(facts) and about


@rulebook.rule(
    Role.SUBSCRIBER,
    gdpr(4, 1),
    recital("GDPR", 14),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Is de rechtspersoon over wiens overeenkomst de gegevens gaan: contractpartij, maar geen"
        " betrokkene. Betrokkenen zijn haar contactpersonen."
    ),
)
def contracts_as_a_legal_person(facts: Involvement) -> bool:
    """Is the legal person whose contract the data is about; its contacts are the data subjects."""
    about = facts.contract_data_is_about_it and not facts.natural_person
    return _is_about_contracts(facts) and about


def _is_about_its_use(facts: Involvement) -> bool:
    """Say whether the data is about how the subscription is used, or what was said under it."""
    if facts.data_category == Category.TRAFFIC_BILLING:
        return True
    outside = facts.feature in OUTSIDE_DELIVERY
    return outside and function(facts.feature).handles(facts.data_category)


def _is_about_contracts(facts: Involvement) -> bool:
    other = facts.data_category == Category.OTHER_PERSONAL
    return other and facts.feature not in OUTSIDE_DELIVERY


ABOUT = (is_the_person_the_data_is_about, is_a_legal_person_the_data_is_about)
SUBSCRIBES = (subscribes_as_a_natural_person, subscribes_as_a_legal_person)
CONTRACTS = (contracts_as_a_natural_person, contracts_as_a_legal_person)
ABOUT_ITSELF = (*ABOUT, *SUBSCRIBES, *CONTRACTS)
"""That some of the data is about a party itself takes nothing away from what it does with it."""
