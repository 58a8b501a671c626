"""Moving customers and partners along the chain: whole, on one day, with a preview.

Every move is planned first (who moves, what ends, what is refused) and then carried out, both
under the one lock of all chain writers: of two moves at once the second plans on what the first
left. A preview is the same plan, and changes nothing.
"""

from roles.services.moving.moves import (
    end_chain,
    move_customer,
    split_partner,
    take_over_partner,
)
from roles.services.moving.plans import (
    Plan,
    plan_end,
    plan_move,
    plan_split,
    plan_take_over,
    preview,
)
from roles.services.moving.refusals import (
    NotDelivered,
    NothingToMove,
    ProviderNotSupplied,
    SameProvider,
    StartsLater,
)

__all__ = (
    "NotDelivered",
    "NothingToMove",
    "Plan",
    "ProviderNotSupplied",
    "SameProvider",
    "StartsLater",
    "end_chain",
    "move_customer",
    "plan_end",
    "plan_move",
    "plan_split",
    "plan_take_over",
    "preview",
    "split_partner",
    "take_over_partner",
)
