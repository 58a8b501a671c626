"""Facts in words: what each fact says of a party when it holds, and when it does not."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from roles.choices import Role
from roles.rules.engine import Sentence
from roles.rules.facts import Involvement

Value = bool | Role | None


@dataclass(frozen=True, slots=True)
class Words:
    """A fact as a sentence about a party: when it holds and when it does not."""

    yes: Sentence
    no: Sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its value."""

    name: str
    value: Value

    @property
    def sentence(self) -> Sentence:
        """The fact as a sentence."""
        if self.name == "instructed_by":
            return INSTRUCTED[self.value if isinstance(self.value, Role) else None]
        words = WORDS[self.name]
        return words.yes if self.value else words.no


def _words(nl: str, not_nl: str, en: str, not_en: str) -> Words:
    return Words(Sentence(nl=nl, en=en), Sentence(nl=not_nl, en=not_en))


WORDS: Final[dict[str, Words]] = {
    "decides_why_and_how": _words(
        "De partij bepaalt zelf waarom en hoe deze gegevens worden verwerkt.",
        "De partij bepaalt niet zelf waarom en hoe deze gegevens worden verwerkt.",
        "It decides by itself why and how these data are handled.",
        "It does not decide by itself why and how these data are handled.",
    ),
    "decides_jointly": _words(
        "De partij bepaalt samen met een ander waarom en hoe deze gegevens worden verwerkt.",
        "De partij bepaalt niet samen met een ander waarom en hoe deze gegevens worden verwerkt.",
        "It decides with another why and how these data are handled.",
        "It does not decide with another why and how these data are handled.",
    ),
    "chooses_practical_means": _words(
        "De partij kiest alleen de praktische middelen.",
        "De partij kiest ook de praktische middelen niet.",
        "It chooses the practical means only.",
        "It does not choose the practical means either.",
    ),
    "own_purpose": _words(
        "De partij gebruikt de gegevens voor een eigen doel.",
        "De partij gebruikt de gegevens niet voor een eigen doel.",
        "It uses the data for a purpose of its own.",
        "It does not use the data for a purpose of its own.",
    ),
    "law_appoints": _words(
        "Een wet wijst het aan als verwerkingsverantwoordelijke.",
        "Geen wet wijst het aan als verwerkingsverantwoordelijke.",
        "A law appoints it as controller.",
        "No law appoints it as controller.",
    ),
    "law_imposes_task": _words(
        "Een wet geeft het een taak die het zonder deze gegevens niet kan vervullen.",
        "Geen wet geeft het een taak waarvoor het deze gegevens nodig heeft.",
        "A law gives it a task that it cannot fulfil without these data.",
        "No law gives it a task for which it needs these data.",
    ),
    "professional_discretion": _words(
        "De partij bepaalt naar de regels van het eigen beroep wat zij met de gegevens doet.",
        "De partij heeft geen beroepsregels die bepalen wat zij met de gegevens doet.",
        "It decides by the rules of its profession what it does with the data.",
        "It has no professional rules that decide what it does with the data.",
    ),
    "under_direct_authority": _words(
        "De partij werkt onder het rechtstreekse gezag van een ander, zoals een werknemer.",
        "De partij is een eigen organisatie, niet onder het rechtstreekse gezag van een ander.",
        "It works under the direct authority of another, as an employee does.",
        "It is an organisation of its own and works under nobody's direct authority.",
    ),
    "access_is_incidental": _words(
        "De partij komt de gegevens hooguit tegen bij ander werk.",
        "De partij verwerkt de gegevens als deel van haar opdracht, en niet toevallig.",
        "It comes across the data at most, in other work.",
        "It handles the data as part of what it was asked to do, not by chance.",
    ),
    "receives_data": _words(
        "De partij krijgt de gegevens verstrekt.",
        "De partij krijgt de gegevens niet verstrekt.",
        "It has the data disclosed to it.",
        "It does not have the data disclosed to it.",
    ),
    "relates_to_it": _words(
        "De gegevens gaan over deze partij.",
        "De gegevens gaan niet over deze partij.",
        "The data is about this party.",
        "The data is not about this party.",
    ),
    "natural_person": _words(
        "De partij is een natuurlijke persoon, of een groep daarvan.",
        "De partij is een rechtspersoon.",
        "It is a natural person, or a group of them.",
        "It is a legal person.",
    ),
    "purely_personal": _words(
        "De partij doet dit alleen voor zichzelf of het eigen huishouden.",
        "De partij doet dit niet alleen voor zichzelf of het eigen huishouden.",
        "It does this for itself or its household only.",
        "It does this not only for itself or its household.",
    ),
    "communicates": _words(
        "De partij neemt de dienst zelf af: wat wordt overgebracht is de eigen communicatie.",
        "De partij neemt de dienst niet zelf af: overgebracht wordt communicatie van een ander.",
        "It uses the service itself: what is conveyed is its own communication.",
        "It does not use the service itself: what is conveyed is another's communication.",
    ),
    "switches_on_feature": _words(
        "De partij heeft deze functie aangezet voor de eigen communicatie.",
        "De partij heeft deze functie niet aangezet voor de eigen communicatie.",
        "It has switched on this feature for its own communication.",
        "It has not switched on this feature for its own communication.",
    ),
    "has_feature_for_itself": _words(
        "De partij heeft deze functie als verkoper aangezet voor zichzelf.",
        "De partij heeft deze functie niet als verkoper aangezet voor zichzelf.",
        "It has switched on this feature as a seller, for itself.",
        "It has not switched on this feature as a seller for itself.",
    ),
    "pools_with_others": _words(
        "De partij brengt haar deel van de gegevens samen met dat van anderen.",
        "De partij brengt haar deel van de gegevens niet samen met dat van anderen.",
        "It brings its part of the data together with that of others.",
        "It does not bring its part of the data together with that of others.",
    ),
    "runs_the_network": _words(
        "De partij verkoopt de dienst en koopt die zelf van niemand in.",
        "De partij verkoopt geen dienst die zij van niemand inkoopt.",
        "It sells the service and buys it from nobody.",
        "It sells no service that it buys from nobody.",
    ),
    "sells_on": _words(
        "De partij koopt de dienst in en verkoopt die door.",
        "De partij verkoopt geen dienst door die zij inkoopt.",
        "It buys the service and sells it on.",
        "It does not sell on a service that it buys.",
    ),
    "provides_to_subscriber": _words(
        "De partij sluit zelf de overeenkomst over de dienst met de abonnee.",
        "De partij sluit niet zelf de overeenkomst over de dienst met de abonnee.",
        "It has the contract for the service with the subscriber itself.",
        "It does not itself have the contract for the service with the subscriber.",
    ),
    "holds_subscription": _words(
        "De partij heeft zelf het abonnement.",
        "De partij heeft niet zelf het abonnement.",
        "It holds the subscription itself.",
        "It does not hold the subscription itself.",
    ),
    "contract_data_kept_for_it": _words(
        "De contract- en servicegegevens worden bijgehouden voor zijn eigen zakelijke relaties.",
        "De contract- en servicegegevens worden niet bijgehouden voor zijn eigen relaties.",
        "The contract and service data is kept for its own business relations.",
        "The contract and service data is not kept for its own business relations.",
    ),
    "contract_data_is_about_it": _words(
        "De contract- en servicegegevens gaan over zijn overeenkomst.",
        "De contract- en servicegegevens gaan niet over zijn overeenkomst.",
        "The contract and service data is about its contract.",
        "The contract and service data is not about its contract.",
    ),
    "offers_to_public": _words(
        "De partij biedt de dienst aan iedereen aan, zoals een website.",
        "De partij biedt de dienst niet aan iedereen aan.",
        "It offers the service to anyone, such as a web site.",
        "It does not offer the service to anyone.",
    ),
}

INSTRUCTED: Final[dict[Role | None, Sentence]] = {
    None: Sentence(
        nl="De partij handelt in niemands opdracht.", en="It acts on nobody's instructions."
    ),
    Role.CONTROLLER: Sentence(
        nl="De partij handelt in opdracht van een verwerkingsverantwoordelijke.",
        en="It acts on the instructions of a controller.",
    ),
    Role.JOINT_CONTROLLER: Sentence(
        nl="De partij handelt in opdracht van gezamenlijke verwerkingsverantwoordelijken.",
        en="It acts on the instructions of joint controllers.",
    ),
    Role.PROCESSOR: Sentence(
        nl="De partij handelt in opdracht van een verwerker.",
        en="It acts on the instructions of a processor.",
    ),
    Role.SUB_PROCESSOR: Sentence(
        nl="De partij handelt in opdracht van een subverwerker.",
        en="It acts on the instructions of a sub-processor.",
    ),
}


def stated(facts: Involvement) -> Iterator[Fact]:
    """Yield the facts that hold, in the order of the vocabulary; whether it is a person always."""
    for field in fields(facts):
        value = getattr(facts, field.name)
        told = field.name == "natural_person" or (value and field.name in WORDS)
        if told or (field.name == "instructed_by" and value):
            yield Fact(field.name, value)
