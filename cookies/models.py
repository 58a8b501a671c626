"""Tables of the cookie app, one module per aggregate."""

from cookies.banner.models import BannerBundle, BannerSettings
from cookies.consent.models import ConsentChain, ConsentRecord, SignedHead
from cookies.registry.models import (
    Adoption,
    Claim,
    ConsentCategory,
    Item,
    Provider,
    ProviderRole,
    Site,
    Suggestion,
)
from cookies.statement.models import StatementVersion

__all__ = (
    "Adoption",
    "BannerBundle",
    "BannerSettings",
    "Claim",
    "ConsentCategory",
    "ConsentChain",
    "ConsentRecord",
    "Item",
    "Provider",
    "ProviderRole",
    "SignedHead",
    "Site",
    "StatementVersion",
    "Suggestion",
)
