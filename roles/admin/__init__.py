"""The register for officers: it shows and calls, one module per aggregate."""

from roles.acm import admin as acm
from roles.admin import (
    changes,
    conduct,
    contracts,
    data,
    findings,
    imports,
    moving,
    parties,
    rulebook,
    sources,
    who_is_what,
)
from roles.agreements import admin as agreements
from roles.agreements import admin_papers as agreement_papers
from roles.agreements import admin_templates as agreement_templates
from roles.explaining import admin as explaining
from roles.followers import admin as followers
from roles.mail import admin as mail
from roles.measures import admin as measures
from roles.statement import admin as statement
from roles.sub_processors import admin as sub_processors
from roles.sub_processors import admin_notices as sub_processor_notices
from roles.supposing import admin as supposing
from roles.transfers import admin as transfers
from roles.transfers import admin_evidence as transfer_evidence
from roles.transfers import admin_law as transfer_law
from roles.webhooks import admin as webhooks

__all__ = (
    "acm",
    "agreement_papers",
    "agreement_templates",
    "agreements",
    "changes",
    "conduct",
    "contracts",
    "data",
    "explaining",
    "findings",
    "followers",
    "imports",
    "mail",
    "measures",
    "moving",
    "parties",
    "rulebook",
    "sources",
    "statement",
    "sub_processor_notices",
    "sub_processors",
    "supposing",
    "transfer_evidence",
    "transfer_law",
    "transfers",
    "webhooks",
    "who_is_what",
)
