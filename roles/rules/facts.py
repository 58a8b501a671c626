"""The facts a role follows from: what a party does, never what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from roles.choices import Role


class UnknownFact(ValueError):
    """The rulebook has no such fact, or the fact cannot have that value."""


@dataclass(frozen=True, slots=True)
class Involvement:
    """What one party does with one kind of data, in one feature, for one purpose.

    Every fact defaults to *no*: what nobody stated cannot make anybody anything.
    """

    # What the question is about.
    data_category: str = ""
    feature: str = ""
    purpose: str = ""

    # Who decides, and for whom (GDPR Art. 4(7), 4(8), 26, 28).
    instructed_by: Role | None = None
    """The role of the party on whose instructions it handles the data."""
    decides_why_and_how: bool = False
    """Decides, without others, on the purposes and the essential means."""
    decides_jointly: bool = False
    """Decides on purposes and means with another, in one decision or in converging ones."""
    chooses_practical_means: bool = False
    """Chooses only how to carry it out: software, equipment, details of security."""
    own_purpose: bool = False
    """Uses the data for a purpose of its own."""
    law_appoints: bool = False
    """A law names it as the controller, or gives the criteria that point to it."""
    law_imposes_task: bool = False
    """A law gives it a task or a duty that it cannot fulfil without these data."""
    professional_discretion: bool = False
    """Decides by the rules of its own profession what it does with the data."""

    # Who stands beside it (GDPR Art. 4(9), 4(10), 29).
    under_direct_authority: bool = False
    """Works within the organisation of a controller or processor, as an employee does."""
    access_is_incidental: bool = False
    """May come across data, but handling data is no part of what it was asked to do."""
    receives_data: bool = False
    """Has the data disclosed to it."""

    # Whom the data is about (GDPR Art. 2(2)(c), 4(1)).
    relates_to_it: bool = False
    """The data is about it."""
    natural_person: bool = False
    """It is a human being; otherwise it is a legal person."""
    purely_personal: bool = False
    """It does this only for itself or its household."""

    # What it does in telephony (ePrivacy, Tw chapter 11).
    communicates: bool = False
    """What is transmitted is its own communication."""
    switches_on_feature: bool = False
    """Has the feature switched on for its own communication."""
    has_feature_for_itself: bool = False
    """Has the feature switched on, as a seller, for itself and not for who communicates."""
    pools_with_others: bool = False
    """Brings its part of the data together with that of others, in one operation."""
    runs_the_network: bool = False
    """Sells a service that it does not itself buy from anyone to sell it on."""
    sells_on: bool = False
    """Sells a service that it buys to sell it on."""
    provides_to_subscriber: bool = False
    """Contracts the public electronic communications service with the subscriber."""
    holds_subscription: bool = False
    """Is the other party to that contract and uses the service itself."""
    contract_data_kept_for_it: bool = False
    """The contract, contact and service data is kept to run its own business relations."""
    contract_data_is_about_it: bool = False
    """It is the party whose contract the other keeps those data about."""
    offers_to_public: bool = False
    """Offers the service to anyone who comes by, such as a web site."""


FACTS: frozenset[str] = frozenset(field.name for field in fields(Involvement))
_TEXTS = frozenset({"data_category", "feature", "purpose"})


def read_facts(stated: Mapping[str, object]) -> Involvement:
    """Read facts as people write them (YAML, JSON); a name or value we do not know is refused."""
    if unknown := sorted(set(stated) - FACTS):
        raise UnknownFact(f"no such fact: {', '.join(unknown)}")
    values = {name: _value(name, value) for name, value in stated.items()}
    return Involvement(**values)  # type: ignore[arg-type]  # _value checked each by its name


def read_role(value: object) -> Role:
    """Read a role as people write it: ``controller``, ``SUB_PROCESSOR``."""
    try:
        return Role(str(value).upper())
    except ValueError as error:
        raise UnknownFact(f"no such role: {value!r}") from error


def _value(name: str, value: object) -> object:
    if name == "instructed_by":
        return None if value is None else read_role(value)
    expected = str if name in _TEXTS else bool
    if not isinstance(value, expected):
        raise UnknownFact(f"{name} cannot be {value!r}")
    return value
