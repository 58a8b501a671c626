"""What faults strike at beside the product: the disk under it, and the way to its broker."""

from dataclasses import dataclass

from tests.faults.brokers import Broker
from tests.faults.disk import Disk
from tests.faults.product import Product


class Wrong(Exception):
    """What went wrong while a fault went on: it is told with its round, and fails it."""


@dataclass
class Staged(Product):
    """The product, where it has them on a disk of its own and at the end of a way to a broker."""

    disk: Disk | None = None
    no_disk: str = ""
    broker: Broker | None = None


def nothing(_product: Staged) -> str:
    """Return what keeps a fault from being played that needs nothing."""
    return ""


def a_disk(product: Staged) -> str:
    """Return why there is no disk to fill; empty when there is one."""
    return "" if product.disk else f"no file system of its own: {product.no_disk}"


def the_built_in_broker(product: Staged) -> str:
    """Return why the broker cannot be struck in the database; empty when it is there."""
    return "the broker is not the built-in one" if product.broker else ""


def another_broker(product: Staged) -> str:
    """Return why there is no way to a broker to cut; empty when there is one."""
    return (
        "" if product.broker else "the built-in broker is in the database: --broker names another"
    )


def our_broker(product: Staged) -> str:
    """Return why the broker cannot be killed; empty when the programme started it."""
    if product.broker and product.broker.server:
        return ""
    return "no broker was started for this: --broker redis: does"
