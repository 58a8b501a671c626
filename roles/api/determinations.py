"""``POST /role-determinations``: the rulebook as a calculator. Nothing is stored."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.rendering import displaced_body, grounds_body
from roles.api.serializers import Question
from roles.rules import rulebook
from roles.rules.engine import ConflictingRules
from roles.rules.facts import Involvement
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import DomainError


class FactsConflict(DomainError):
    """The facts describe two capacities at once, in which the party has different roles."""

    code = "conflicting_facts"
    title = _("These facts give more than one role (%(rules)s): ask about one use at a time.")


class DeterminationsView(ResourceView):
    """The rulebook as a calculator."""

    resource = "roles"
    only_asks = True
    operations = {"POST": Operation("determineRole", shapes.RoleDetermination, Question)}

    def post(self, request: Request) -> Response:
        """Return the role that facts about conduct give, with its grounds; nothing is stored."""
        question = self.read(Question)
        on = question.get("asof_date") or timezone.localdate()
        try:
            found = rulebook.conclude(Involvement(**question["facts"]), on)
        except ConflictingRules as error:
            raise FactsConflict(field="facts", rules=", ".join(error.codes)) from error
        language = get_language() or "en"
        return Response(
            {
                "asof_date": on,
                "role": found.role.value,
                "grounds": grounds_body(found.grounds, language),
                "displaced": displaced_body(found.displaced, language),
                "valid_from_date": found.since,
                "valid_until_date": found.until,
            }
        )
