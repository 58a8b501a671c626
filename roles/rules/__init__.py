"""The law as data we can read aloud: pure rules, no ORM, no clock, no request."""

from roles.rules import features, gdpr, joint, persons, telecom, wbp
from roles.rules.book import rulebook

rulebook.check()

__all__ = ("features", "gdpr", "joint", "persons", "rulebook", "telecom", "wbp")
