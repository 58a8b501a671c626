"""What a function of the service makes of whoever has it done, beyond delivering the service.

Functions that a customer switches on for its own calls are in ``telecom``. Here are those that a
seller has for itself, those that are about the subscriber, and those that a law imposes. What the
law asks in a case is secret: these rules say whom it addresses, in use or not, and so the answer
is the same whether or not anything was ever asked (Tw Art. 13.5).
"""

from roles.choices import Feature, Role
from roles.rules.book import rulebook
from roles.rules.facts import Involvement
from roles.rules.functions import function
from roles.rules.persons import ABOUT, SUBSCRIBES
from voipgrid_privacy.kernel.law import GDPR_APPLIES, edpb, eprivacy, gdpr, recital, tw

ITSELF = (*ABOUT, *SUBSCRIBES)


def _asks(facts: Involvement, feature: Feature) -> bool:
    """Say whether the question is about that function, and data that it handles."""
    return facts.feature == feature and function(feature).handles(facts.data_category)


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    gdpr(28, 10),
    eprivacy(5, 1),
    tw("11.2a"),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Laat gesprekken van anderen opnemen om de eigen mensen te trainen, en bepaalt daarmee"
        " waarom zij worden bewaard."
    ),
)
def records_to_train_its_own_people(facts: Involvement) -> bool:
    """Has calls of others recorded to train its own people, and so decides why they are kept."""
    return _asks(facts, Feature.PARTNER_TRAINING) and facts.has_feature_for_itself


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    eprivacy(6, 3),
    tw("11.5", 3),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Laat verkeersgegevens van abonnees voor zichzelf analyseren: dat is voor levering en"
        " rekening niet nodig, dus het doel is het zijne."
    ),
)
def has_traffic_analysed(facts: Involvement) -> bool:
    """Has traffic of subscribers analysed for itself, which no delivery or bill needs."""
    return _asks(facts, Feature.CALL_ANALYTICS) and facts.has_feature_for_itself


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    recital("GDPR", 47),
    eprivacy(6, 5),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl="Zoekt alleen in de verkeersgegevens van de eigen abonnees naar fraude.",
)
def looks_for_fraud_by_itself(facts: Involvement) -> bool:
    """Looks for fraud in the traffic of its own subscribers, and of nobody else's."""
    alone = facts.has_feature_for_itself and not facts.pools_with_others
    return _asks(facts, Feature.FRAUD_DETECTION) and alone


@rulebook.rule(
    Role.JOINT_CONTROLLER,
    gdpr(26, 1),
    edpb("07/2020", 54),
    recital("GDPR", 47),
    eprivacy(6, 5),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Brengt verkeersgegevens met die van anderen bijeen om fraude te herkennen: zonder de één"
        " kan de ander het niet, dus zij beslissen samen."
    ),
)
def looks_for_fraud_with_others(facts: Involvement) -> bool:
    """Brings traffic together with others' to recognise fraud, which neither can do alone."""
    return _asks(facts, Feature.FRAUD_DETECTION) and facts.pools_with_others


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    eprivacy(12, 2),
    tw("11.6", 2),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Geeft de gegevens van zijn abonnee, als die dat wil, aan een telefoongids door, en bepaalt"
        " welke."
    ),
)
def lists_its_subscriber(facts: Involvement) -> bool:
    """Passes its subscriber's details to a directory, as the subscriber wishes, and says which."""
    return _asks(facts, Feature.DIRECTORY) and facts.provides_to_subscriber


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 24),
    tw("4.10", 1),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Moet van de wet meewerken als zijn abonnee met het nummer naar een ander gaat of van een"
        " ander komt."
    ),
)
def ports_its_subscribers_number(facts: Involvement) -> bool:
    """Has by law to let its subscriber take the number along to another provider, or from one."""
    return _asks(facts, Feature.NUMBER_PORTABILITY) and facts.provides_to_subscriber


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 24),
    tw("13.2", 1),
    tw("13.5"),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Heeft het netwerk en moet op bevel gesprekken laten aftappen: een eigen plicht, die"
        " niemand anders aangaat."
    ),
)
def intercepts_on_order(facts: Involvement) -> bool:
    """Runs the network and has to let calls be intercepted on order: a duty nobody shares."""
    return _asks(facts, Feature.LAWFUL_INTERCEPTION) and facts.runs_the_network


@rulebook.rule(
    Role.NOT_ASSIGNED,
    tw("13.5"),
    gdpr(23, 1),
    # What parties agree on together does not make a party know what the law keeps from it.
    overrides=("decides_together",),
    since=GDPR_APPLIES,
    sentence_nl=(
        "Verkoopt de dienst alleen door: het bevel gaat daar buiten om, en of er een is mag deze"
        " partij niet weten."
    ),
)
def may_not_know_of_interception(facts: Involvement) -> bool:
    """Only sells the service on: an order passes it by, and it may not know if there is one."""
    itself = facts.holds_subscription or (facts.relates_to_it and facts.natural_person)
    only_sells_on = facts.sells_on and facts.instructed_by is None and not itself
    return _asks(facts, Feature.LAWFUL_INTERCEPTION) and only_sells_on


@rulebook.rule(
    Role.CONTROLLER,
    gdpr(4, 7),
    edpb("07/2020", 24),
    tw("13.4", 1),
    tw("13.5"),
    overrides=ITSELF,
    since=GDPR_APPLIES,
    sentence_nl=(
        "Moet als aanbieder van de abonnee op vordering gegevens verstrekken: een eigen plicht, met"
        " geheimhouding."
    ),
)
def discloses_on_demand_of_the_law(facts: Involvement) -> bool:
    """Has, as the subscriber's provider, to hand over data on demand: a duty of its own, secret."""
    return _asks(facts, Feature.STATUTORY_DISCLOSURE) and facts.provides_to_subscriber


DECIDES = (
    records_to_train_its_own_people,
    has_traffic_analysed,
    looks_for_fraud_by_itself,
    lists_its_subscriber,
    ports_its_subscribers_number,
    intercepts_on_order,
    discloses_on_demand_of_the_law,
)
"""What makes a party controller of what a function does."""
