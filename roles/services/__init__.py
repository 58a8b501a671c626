"""Writes: one function per thing a user can ask for."""

from roles.services.conduct import (
    end_joint_determination,
    end_own_use,
    record_joint_determination,
    record_own_use,
)
from roles.services.contracts import (
    conclude_contract,
    correct_reference,
    end_contract,
)
from roles.services.customers import held_customer, put_customer
from roles.services.features import switch_off_feature, switch_on_feature
from roles.services.findings import (
    accept_finding,
    recompute_findings,
    refresh_findings,
    reopen_finding,
)
from roles.services.generating import generate_chain, remove_generated
from roles.services.importing import (
    apply_import,
    confirm_import,
    map_columns,
    preview_import,
    undo_import,
    upload_import,
)
from roles.services.moving import (
    end_chain,
    move_customer,
    split_partner,
    take_over_partner,
)
from roles.services.parties import (
    add_contact,
    correct_contact,
    correct_party,
    register_party,
    remove_contact,
    rename_party,
)
from roles.services.register import load_register, seed_cast

__all__ = (
    "accept_finding",
    "add_contact",
    "apply_import",
    "conclude_contract",
    "confirm_import",
    "correct_contact",
    "correct_party",
    "correct_reference",
    "end_chain",
    "end_contract",
    "end_joint_determination",
    "end_own_use",
    "generate_chain",
    "held_customer",
    "load_register",
    "map_columns",
    "move_customer",
    "preview_import",
    "put_customer",
    "recompute_findings",
    "record_joint_determination",
    "record_own_use",
    "refresh_findings",
    "register_party",
    "remove_contact",
    "remove_generated",
    "rename_party",
    "reopen_finding",
    "seed_cast",
    "split_partner",
    "switch_off_feature",
    "switch_on_feature",
    "take_over_partner",
    "undo_import",
    "upload_import",
)
