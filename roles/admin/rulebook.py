"""The rulebook, to be read aloud: every rule with its ground and what it overrides."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from roles.choices import Role
from roles.rules import rulebook
from voipgrid_privacy.kernel.admin_site import register_page


@register_page("rules/", "rulebook")
def rulebook_page(request: HttpRequest) -> HttpResponse:
    """Show every rule by the role it gives."""
    groups = [(role, [rule for rule in rulebook.rules if rule.role == role]) for role in Role]
    context = {
        **admin.site.each_context(request),
        "title": _("Rules"),
        "groups": [(role, rules) for role, rules in groups if rules],
    }
    return TemplateResponse(request, "admin/rulebook.html", context)
