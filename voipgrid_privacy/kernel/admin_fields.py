"""What a row's page shows of a field that nobody fills in: asked of the admin once."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from unfold import forms
from unfold.fields import UnfoldAdminReadonlyField


class ShownField(UnfoldAdminReadonlyField):  # type: ignore[misc]
    """A field that is only shown.

    Unfold's template asks for its contents at each mention, and Unfold looks the value up once
    more to see what kind of column it is: a method of the admin ran five times on one page.
    """

    def contents(self) -> SafeString:
        """Return what is shown."""
        return self._shown

    @cached_property
    def _shown(self) -> SafeString:
        shown: SafeString = super().contents()
        return shown

    def _resolve_field(self) -> Any:
        """Return the column with its value, or False: a method of the admin is no column."""
        try:
            self.form.instance._meta.get_field(self.field["field"])
        except FieldDoesNotExist:
            return False
        return super()._resolve_field()


def show_fields_once() -> None:
    """Let Unfold's forms, which take no class of ours, build their fields from ours."""
    forms.UnfoldAdminReadonlyField = ShownField
