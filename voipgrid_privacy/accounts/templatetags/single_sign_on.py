"""Which providers a page to log in offers."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag
def sign_on_offers(following: str = "") -> list[tuple[str, str]]:
    """Return the name of each provider, and where to log in by it, to go on to ``following``."""
    query = f"?{urlencode({'next': following})}" if following else ""
    return [
        (each.name, reverse("openid_connect_login", args=[each.id]) + query)
        for each in settings.OIDC.values()
    ]
