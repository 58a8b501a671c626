"""Reading transfers: which there are, what each rests on, and what the register says of a day."""

from roles.transfers.queries.flows import Flow, flows, transfer_standing, transfer_standings
from roles.transfers.queries.listing import assessments, coverages, documents, transfers
from roles.transfers.queries.roles import Pair, Supplied, modules_for, role_pairs

__all__ = (
    "Flow",
    "Pair",
    "Supplied",
    "assessments",
    "coverages",
    "documents",
    "flows",
    "modules_for",
    "role_pairs",
    "transfer_standing",
    "transfer_standings",
    "transfers",
)
