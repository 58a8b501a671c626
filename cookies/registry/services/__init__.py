"""What can be asked of the registry."""

from cookies.registry.services.adoption import decide_adoption, offer_item
from cookies.registry.services.items import (
    Facts,
    Said,
    complete_item,
    enter_item,
    publish_item,
    settle,
    withdraw_item,
)
from cookies.registry.services.providers import (
    add_provider,
    enter_provider,
    set_provider_role,
)
from cookies.registry.services.sites import note_scan, register_site, retire_site

__all__ = (
    "Facts",
    "Said",
    "add_provider",
    "complete_item",
    "decide_adoption",
    "enter_item",
    "enter_provider",
    "note_scan",
    "offer_item",
    "publish_item",
    "register_site",
    "retire_site",
    "set_provider_role",
    "settle",
    "withdraw_item",
)
