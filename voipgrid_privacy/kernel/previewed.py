"""Two steps for what is hard to undo: see what it comes to, then type a name and confirm."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError

P = TypeVar("P")
Asked = dict[str, Any]
CONFIRM = "confirm"


class PreviewedForm(forms.Form):
    """A form whose outcome is shown first; ``name`` is what must be typed to carry it out."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    typed = forms.CharField(label=_("Type the name to confirm"), required=False, max_length=200)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    @property
    def asked(self) -> dict[str, Any]:
        """What the form asks for, without the confirmation."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"seen", "typed"}}

    @property
    def fingerprint(self) -> str:
        """A mark of what is asked, by which the confirmation is of what was shown."""
        told = sorted((key, str(getattr(v, "pk", v))) for key, v in self.asked.items())
        return sha256(repr(told).encode()).hexdigest()

    def confirmed(self) -> bool:
        """Say whether what was shown is confirmed; otherwise the form says what is missing."""
        if self.data.get("step") != CONFIRM:
            return False
        if self.cleaned_data["seen"] != self.fingerprint:
            self.add_error(
                None, ValidationError(_("Something changed: look at the preview again."))
            )
        elif self.cleaned_data["typed"].strip().casefold() != self.name.strip().casefold():
            self.add_error("typed", ValidationError(_("This is not the name.")))
        else:
            return True
        return False

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at its field, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, ValidationError(refusal.sentence, code=refusal.code))


def previewed(
    form: PreviewedForm,
    *,
    show: Callable[[dict[str, Any]], P],
    run: Callable[[dict[str, Any]], Any],
) -> tuple[P | None, bool]:
    """Return what the form's outcome would be, and whether it was carried out.

    Refusals of either step come back on the form.
    """
    if not form.is_bound or not form.is_valid():
        return None, False
    asked = form.asked
    try:
        shown = show(asked)
        if form.confirmed():
            run(asked)
            return shown, True
    except DomainError as refusal:
        form.refuse(refusal)
        return None, False
    return shown, False
