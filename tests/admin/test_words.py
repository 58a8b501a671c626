"""What the admin says in Dutch, also where the words are its library's."""

import re
from pathlib import Path

import pytest
import unfold
from django.contrib import admin
from django.utils.translation import gettext, override

from voipgrid_privacy.kernel.text import LocalisedTextField

TEMPLATES = Path(unfold.__file__).parent / "templates"
TRANSLATED = re.compile(r"""{%-?\s*(?:trans|translate)\s+(["'])(.+?)\1""")
LABELS = [
    pytest.param(model, shown, id=f"{model._meta.label}.{shown.__name__}")
    for model, page in admin.site._registry.items()
    for name in page.list_display
    if callable(shown := getattr(page, str(name), None))
    and isinstance(getattr(shown, "label", None), dict)
]

PAGES = [
    pytest.param(page.model, names, id=f"{page.__class__.__name__}.{kind}")
    for owner in admin.site._registry.values()
    for page in (owner, *(made(owner.model, admin.site) for made in owner.inlines))
    for kind, names in (
        ("list", getattr(page, "list_display", ())),
        ("row", page.readonly_fields),
    )
]


def test_every_text_of_unfold_has_a_dutch_one():
    texts = {
        text
        for page in TEMPLATES.rglob("*.html")
        for _, text in TRANSLATED.findall(page.read_text())
    }
    same_in_dutch = {"Filters"}
    with override("nl"):
        english = {text for text in texts if gettext(text) == text} - same_in_dutch
    assert len(texts) > 50
    assert english == set()


@pytest.mark.parametrize(("model", "shown"), LABELS)
def test_a_label_knows_every_choice_because_unfold_shows_the_code_of_what_it_does_not_know(
    model, shown
):
    ordering = getattr(shown, "admin_order_field", None)
    choices = model._meta.get_field(ordering).choices if ordering else None
    assert {code for code, _ in choices or ()} <= set(shown.label)


@pytest.mark.parametrize(("model", "names"), PAGES)
def test_a_text_in_two_languages_is_read_in_ones_own(model, names):
    fields = {f.name: f for f in model._meta.concrete_fields}
    raw = [n for n in names if isinstance(n, str) and n in fields]
    assert not [n for n in raw if isinstance(fields[n], LocalisedTextField)]
