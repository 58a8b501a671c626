"""The pages of the admin that one can go to by name, and what one can enter there."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.search import Hit, Question, Surface, by_likeness, searchable

Offered = Iterator[tuple["str | Promise", Hit]]


@searchable(Surface.ADMIN, "commands", gettext_lazy("Go to"), order=90)
def commands(question: Question) -> Iterable[Hit]:
    """Find pages of the side bar by title, and what the viewer may enter."""
    return by_likeness(question.words, [*_pages(), *_entries(question)])


def _pages() -> Offered:
    for group in settings.UNFOLD["SIDEBAR"]["navigation"]:
        for item in group["items"]:
            title = str(item["title"])
            yield title, Hit(title, str(item["link"]), detail=str(group["title"]))


def _entries(question: Question) -> Offered:
    for model, shown in admin.site._registry.items():  # noqa: SLF001  Django has no other way
        if not isinstance(shown, RegisterAdmin) or not shown.adds or shown.writes is None:
            continue
        if question.viewer.may(shown.writes):
            name = str(model._meta.verbose_name)
            title = _("New: %(thing)s") % {"thing": name}
            yield title, Hit(title, reverse(f"admin:{_name(model)}_add"))


def _name(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
