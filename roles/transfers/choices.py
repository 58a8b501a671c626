"""The vocabulary of transfers, for every register that names one."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mechanism(models.TextChoices):
    """What a transfer of the data to a third country rests on (GDPR Chapter V)."""

    NONE_NEEDED = "NONE_NEEDED", _("None needed: inside the EEA")
    ADEQUACY = "ADEQUACY", _("Adequacy decision, Art. 45")
    SAFEGUARDS = "SAFEGUARDS", _("Appropriate safeguards, Art. 46")
    BINDING_RULES = "BINDING_RULES", _("Binding corporate rules, Art. 47")
    DEROGATION = "DEROGATION", _("Derogation, Art. 49")


GROUNDS: Final = tuple(each for each in Mechanism if each != Mechanism.NONE_NEEDED)
"""What a transfer that there is can rest on."""
GROUND_CHOICES: Final = tuple((each.value, each.label) for each in GROUNDS)


class Instrument(models.TextChoices):
    """Which appropriate safeguard (GDPR Art. 46(2), 46(3))."""

    SCC_2021 = "SCC_2021", _("Standard clauses (EU) 2021/914, Art. 46(2)(c)")
    SCC_2010 = "SCC_2010", _("Standard clauses 2010/87/EU, to a processor")
    SCC_2004 = "SCC_2004", _("Standard clauses 2004/915/EC, to a controller")
    SCC_2001 = "SCC_2001", _("Standard clauses 2001/497/EC, to a controller")
    CODE = "CODE", _("Approved code of conduct, Art. 46(2)(e)")
    CERTIFICATE = "CERTIFICATE", _("Approved certification, Art. 46(2)(f)")
    AD_HOC = "AD_HOC", _("Own clauses that the authority authorised, Art. 46(3)(a)")


class ClauseNine(models.TextChoices):
    """How the importer may engage others (Clause 9(a) of (EU) 2021/914)."""

    SPECIFIC = "SPECIFIC", _("Option 1: specific prior authorisation")
    GENERAL = "GENERAL", _("Option 2: general authorisation, with notice")


class Derogation(models.TextChoices):
    """Which derogation (GDPR Art. 49(1)), by its letter."""

    CONSENT = "a", _("(a) explicit consent")
    CONTRACT = "b", _("(b) contract with the person")
    CONTRACT_FOR = "c", _("(c) contract in the person's interest")
    PUBLIC_INTEREST = "d", _("(d) important reasons of public interest")
    CLAIMS = "e", _("(e) legal claims")
    VITAL = "f", _("(f) vital interests")
    REGISTER = "g", _("(g) public register")
    COMPELLING = "2", _("second subparagraph: compelling legitimate interests, not repetitive")


class Outcome(models.TextChoices):
    """What a transfer impact assessment came to."""

    EQUIVALENT = "EQUIVALENT", _("Protection is essentially equivalent")
    WITH_MEASURES = "WITH_MEASURES", _("Equivalent with supplementary measures")
    NOT_EQUIVALENT = "NOT_EQUIVALENT", _("Not equivalent: the transfer must stop")


class Covers(models.TextChoices):
    """For which data an importer is covered by a decision."""

    ALL = "ALL", _("All personal data")
    NOT_STAFF = "NOT_STAFF", _("All but data about the exporter's own staff")
    STAFF = "STAFF", _("Data about the exporter's own staff only")


class Verdict(models.TextChoices):
    """Whether data may go there, on a day."""

    NO_TRANSFER = "NO_TRANSFER", _("No transfer to a third country")
    LAWFUL = "LAWFUL", _("Permitted")
    INCOMPLETE = "INCOMPLETE", _("Has a ground, but something is missing")
    UNLAWFUL = "UNLAWFUL", _("No valid ground")


class Region(models.TextChoices):
    """What a country is to Chapter V, on a day."""

    EEA = "EEA", _("European Economic Area")
    ADEQUATE = "ADEQUATE", _("Adequate")
    LISTED = "LISTED", _("Adequate for importers that are covered")
    INTERIM = "INTERIM", _("Treated as no third country for the time being")
    THIRD = "THIRD", _("Third country")


class Seen(models.TextChoices):
    """Where number and day of an act were looked up."""

    OFFICIAL = "OFFICIAL", _("in the Official Journal or EUR-Lex")
    COPY = "COPY", _("in a copy of the act")
    SECOND_HAND = "SECOND_HAND", _("in what others write of it")
    NOWHERE = "NOWHERE", _("not looked up")


class Act(models.TextChoices):
    """What an act of law does to an adequacy decision, or to membership of the EEA."""

    ADEQUACY = "ADEQUACY", _("Adequacy decision (Art. 45(3))")
    PROLONGED = "PROLONGED", _("Last day of a decision set, or prolonged (Art. 45(3))")
    INVALIDATED = "INVALIDATED", _("Decision declared invalid by the Court of Justice")
    REPEALED = "REPEALED", _("Decision repealed or suspended (Art. 45(5))")
    EEA_JOINED = "EEA_JOINED", _("Country joins the European Economic Area")
    EEA_LEFT = "EEA_LEFT", _("Country leaves the European Economic Area")


ENDS: Final = frozenset({Act.INVALIDATED, Act.REPEALED})
"""Acts by which a decision ends otherwise than on its last day."""
OF_DECISIONS: Final = frozenset({Act.PROLONGED, *ENDS})
"""Acts about a decision that there is."""
OF_EEA: Final = frozenset({Act.EEA_JOINED, Act.EEA_LEFT})
"""Acts about membership of the European Economic Area."""
