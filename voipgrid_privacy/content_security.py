"""What pages may load and where their forms may lead. Read by settings only."""

from collections.abc import Iterable
from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

# Unfold ships inline handlers; the relaxed policy is for /admin/ only.
ADMIN: Final = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}


def pages(providers: Iterable[str]) -> dict[str, Any]:
    """Return the policy of all other pages; a log-in by a provider is led there from a form."""
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "img-src": [SELF, "data:"],
            "object-src": [NONE],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            "form-action": [SELF, *sorted(set(providers))],
        }
    }
