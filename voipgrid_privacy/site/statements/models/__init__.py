"""Tables of privacy statements: a draft per party, what was published, and at which host."""

from voipgrid_privacy.site.statements.models.drafts import PrivacyStatement, StatementLogo
from voipgrid_privacy.site.statements.models.hosts import OwnHost
from voipgrid_privacy.site.statements.models.published import (
    StatementInTerms,
    StatementNews,
    StatementProposal,
    StatementPublication,
)

__all__ = (
    "OwnHost",
    "PrivacyStatement",
    "StatementInTerms",
    "StatementLogo",
    "StatementNews",
    "StatementProposal",
    "StatementPublication",
)
