"""A role in a few words, on every surface: of previews and lists."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from roles.choices import Role
from roles.queries.moving import RoleThen

register = template.Library()


@register.simple_tag
def role_then(role: RoleThen | None) -> SafeString | str:
    """Return the role as a coloured word with who instructs; a dash for none."""
    if role is None:
        return _("none")
    name = Role(role.role)
    css = name.value.lower().replace("_", "-")
    whose = _(" for %(party)s") % {"party": role.upstream} if role.upstream else ""
    return format_html(
        '<span class="role role-{} role-{}">{}</span>{}', css, name.value, name.label, whose
    )
