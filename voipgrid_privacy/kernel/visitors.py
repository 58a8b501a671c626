"""Which address a request comes from, past the proxies that we know to stand before us."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client; "" where the server does not tell.

    Each proxy adds to ``X-Forwarded-For`` whom it heard, so that the address which the outermost of
    ours heard stands as far from the end as there are proxies (``TRUSTED_PROXIES``). What stands
    before it anyone can have written. A request that did not come through all of them is counted
    by its own connection.
    """
    connected: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    heard = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies < 1 or len(heard) < proxies:
        return connected
    return _address(heard[-proxies].strip()) or connected


def _address(text: str) -> str:
    """Return an address as it is always written; "" for what is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
