"""A token opens what its scopes name."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from voipgrid_privacy.api.callers import Caller
from voipgrid_privacy.api.problems import ScopeMissing

READS = {"GET", "HEAD", "OPTIONS"}


class HasScope(BasePermission):
    """The view names its resource; reading it and writing it are scopes of their own."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the token may do this; raises ScopeMissing, None if nobody is known."""
        if not isinstance(request.auth, Caller):
            return False
        wanted = scope_for(view, request.method or "GET")
        if wanted not in request.auth.scopes:
            raise ScopeMissing(scope=wanted)
        return True


def scope_for(view: object, method: str) -> str:
    """Return the scope that ``method`` needs on ``view``."""
    resource = getattr(view, "resource", "")
    asks = method in READS or getattr(view, "only_asks", False)
    return f"{resource}.{'read' if asks else 'write'}"
