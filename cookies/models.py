"""Tables of the cookie app, one module per aggregate."""

from cookies.banner.models import BannerBundle, BannerSettings
from cookies.consent.models import ConsentChain, ConsentRecord, SignedHead
from cookies.exemption.models import ExemptionAnswer
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
from cookies.scanner.models import (
    FoundItem,
    Scan,
    ScanEvidence,
    ScanPlan,
    ScanProblem,
    ScanStep,
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
    "ExemptionAnswer",
    "FoundItem",
    "Item",
    "Provider",
    "ProviderRole",
    "Scan",
    "ScanEvidence",
    "ScanPlan",
    "ScanProblem",
    "ScanStep",
    "SignedHead",
    "Site",
    "StatementVersion",
    "Suggestion",
)
