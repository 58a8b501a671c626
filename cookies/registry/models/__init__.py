"""Tables of the registry."""

from cookies.registry.models.claims import Claim
from cookies.registry.models.items import Adoption, ConsentCategory, Item
from cookies.registry.models.providers import Provider, ProviderRole
from cookies.registry.models.sites import Site
from cookies.registry.models.suggestions import Suggestion

__all__ = (
    "Adoption",
    "Claim",
    "ConsentCategory",
    "Item",
    "Provider",
    "ProviderRole",
    "Site",
    "Suggestion",
)
