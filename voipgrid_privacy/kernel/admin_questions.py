"""One question between a button and its service: a small form, and refusals shown on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextareaWidget

from voipgrid_privacy.kernel.admin import add_refusal
from voipgrid_privacy.kernel.errors import DomainError

CONFIRM = _("Confirm")


class ISODateWidget(UnfoldAdminSingleDateWidget):  # type: ignore[misc]
    """The browser's own date picker: works without scripts and knows the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    @property
    def media(self) -> forms.Media:
        """Return nothing: Django's calendar script is not needed."""
        return forms.Media()


class LegalDateField(forms.DateField):
    """A legal date, chosen with :class:`ISODateWidget`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ISODateWidget(), input_formats=["%Y-%m-%d", "%d-%m-%Y"], **kwargs)


class OnForm(Form):
    """On which day? Today by default."""

    on = LegalDateField(
        label=_("First day on which it no longer holds"), initial=timezone.localdate
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        required=False,
        help_text=_("Kept with the finding; name no persons."),
    )


class ConfirmForm(Form):
    """Nothing but yes."""


def ask(
    request: HttpRequest,
    *,
    title: Any,
    text: Any,
    form: Form,
    run: Callable[[dict[str, Any]], Any],
    back: str,
    then: Callable[[], str] | None = None,
    button: Any = CONFIRM,
    details: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """Show the question; on an answer call ``run``, say what it returns and go ``back``.

    ``then`` says where else to go once it is done: to what ``run`` made.
    """
    if request.method == "POST" and form.is_valid():
        try:
            said = run(form.cleaned_data)
        except (DomainError, ValidationError) as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, said)
            return redirect(then() if then else back)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "text": text,
        "form": form,
        "back": back,
        "button": button,
        "details": details,
    }
    return TemplateResponse(request, "admin/question.html", context)
