"""The vocabulary of cookies and consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Technique(models.TextChoices):
    """Everything that stores on, or reads from, someone's device (EDPB 2/2023)."""

    HTTP_COOKIE = "HTTP_COOKIE", _("Cookie set by a server")
    JS_COOKIE = "JS_COOKIE", _("Cookie set by a script")
    LOCAL_STORAGE = "LOCAL_STORAGE", _("Local storage")
    SESSION_STORAGE = "SESSION_STORAGE", _("Session storage")
    INDEXED_DB = "INDEXED_DB", _("IndexedDB")
    CACHE_STORAGE = "CACHE_STORAGE", _("Cache storage")
    PIXEL = "PIXEL", _("Pixel")
    BEACON = "BEACON", _("Beacon")
    SCRIPT_READ = "SCRIPT_READ", _("Device data read by a script")
    URL_PARAMETER = "URL_PARAMETER", _("Parameter in a link")


COOKIES = (Technique.HTTP_COOKIE, Technique.JS_COOKIE)
STORED = (
    *COOKIES,
    Technique.LOCAL_STORAGE,
    Technique.SESSION_STORAGE,
    Technique.INDEXED_DB,
    Technique.CACHE_STORAGE,
)
"""Techniques that leave something behind, for some time; the others pass and leave nothing."""
PASSING = tuple(technique for technique in Technique if technique not in STORED)


class ItemStatus(models.TextChoices):
    """What is known of an item: said, seen, both, no longer seen, or contradicted."""

    DECLARED = "DECLARED", _("Declared")
    OBSERVED = "OBSERVED", _("Observed")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    STALE = "STALE", _("No longer seen")
    DISPUTED = "DISPUTED", _("Disputed")


class Provenance(models.TextChoices):
    """Who says so."""

    STATEMENT = "STATEMENT", _("Statement of the site")
    KNOWLEDGE_BASE = "KNOWLEDGE_BASE", _("Knowledge base")
    VENDOR = "VENDOR", _("Document of the provider")
    SCAN = "SCAN", _("Scan")
    PERSON = "PERSON", _("Entered by a person")


class ItemField(models.TextChoices):
    """The properties of an item that sources may disagree on; the values are its field names."""

    TECHNIQUE = "technique", _("technique")
    CATEGORY = "category", _("category")
    PROVIDER = "provider", pgettext_lazy("cookies", "provider")
    PURPOSE = "purpose", _("purpose")
    LIFETIME = "lifetime", _("declared lifetime")
    EFFECTIVE_LIFETIME = "effective_lifetime", _("effective lifetime")
    RECIPIENTS = "recipients", _("who else gets access")


class Phase(models.TextChoices):
    """What happens to the data, in the steps for which a provider's role can differ (C-40/17)."""

    COLLECTION = "COLLECTION", _("Collection on the device")
    TRANSMISSION = "TRANSMISSION", _("Transmission to the provider")
    LATER_USE = "LATER_USE", _("Later use by the provider")


class Conduct(models.TextChoices):
    """What a provider does with what it collects; its roles follow (C-40/17)."""

    FOR_SITE = "FOR_SITE", _("Only what the site asks of it")
    ALSO_OWN = "ALSO_OWN", _("It also uses the data for itself")


class Agreement(models.TextChoices):
    """What binds the provider."""

    NONE = "NONE", _("Nothing on record")
    DPA = "DPA", _("Processing agreement (GDPR Art. 28(3))")
    JOINT = "JOINT", _("Joint arrangement (GDPR Art. 26)")
    OWN = "OWN", _("Not needed: it is the site's own")


class AdoptionState(models.TextChoices):
    """Where an inherited item stands on a site."""

    PROPOSED = "PROPOSED", _("Proposed")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")


class ConsentAction(models.TextChoices):
    """What a visitor did."""

    ACCEPT = "ACCEPT", _("Everything allowed")
    REFUSE = "REFUSE", _("Refused")
    CHOOSE = "CHOOSE", _("Chosen per category")
    WITHDRAW = "WITHDRAW", _("Withdrawn")


class BannerPlace(models.TextChoices):
    """Where the banner stands. It never covers the page: one can read on before choosing."""

    BOTTOM = "BOTTOM", _("Along the bottom")
    CORNER = "CORNER", _("In the corner")


class ConsentMode(models.TextChoices):
    """How Google's tags are told. Basic: they do not load before a choice; no other is legal."""

    BASIC = "BASIC", _("Basic: tags load after a choice")
    OFF = "OFF", _("Not used")
