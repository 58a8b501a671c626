"""Reading transfers: which there are, what each rests on, and what the register says of a day."""

from roles.transfers.queries.flows import Flow, flows, transfer_standing, transfer_standings
from roles.transfers.queries.law import (
    decision_titles,
    law_acts,
    law_now,
    listed_decisions,
)
from roles.transfers.queries.listing import (
    assessments,
    coverages,
    documents,
    going_on,
    importers,
    supplementary,
    supplies,
    the_document,
    the_transfer,
    transfers,
)
from roles.transfers.queries.paging import FlowPage, flow_page
from roles.transfers.queries.roles import Pair, Supplied, modules_for, role_pairs

__all__ = (
    "Flow",
    "FlowPage",
    "Pair",
    "Supplied",
    "assessments",
    "coverages",
    "decision_titles",
    "documents",
    "flow_page",
    "flows",
    "going_on",
    "importers",
    "law_acts",
    "law_now",
    "listed_decisions",
    "modules_for",
    "role_pairs",
    "supplementary",
    "supplies",
    "the_document",
    "the_transfer",
    "transfer_standing",
    "transfer_standings",
    "transfers",
)
