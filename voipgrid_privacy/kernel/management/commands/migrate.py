"""``manage.py migrate``, Django's own, in a fraction of the time."""

from typing import Any
from unittest import mock

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

RELATED = ProjectState._find_reload_model  # type: ignore[attr-defined]  # noqa: SLF001


def _drawn_anew(
    state: ProjectState,
    app_label: str,
    name: str,
    delay: bool = False,
) -> set[tuple[str, str]]:
    """Return which models are drawn anew after a change of one: where none lost anything, itself.

    Django draws everything that is related, by however many steps, which here is every model
    there is: nearly all the work of making a database. But a constraint, a trigger, a plain
    field, a model or a relation that is new takes nothing from what its neighbours were drawn
    with. As with what Django puts off itself (``is_delayed``), all are drawn anew before a
    migration's code is given the models.
    """
    if not delay and not _only_grew(state, app_label, name):
        return set(RELATED(state, app_label, name, delay))
    state.is_delayed = True
    return {(app_label, name)}


def _only_grew(state: ProjectState, app_label: str, name: str) -> bool:
    """Say whether a model is new, or has all the fields it was drawn with and others."""
    drawn = state.apps.all_models[app_label].get(name)
    now = set(state.models[app_label, name].fields)
    return drawn is None or {field.name for field in drawn._meta.local_fields} < now


class Command(migrate.Command):
    """Apply migrations; where a model only grew, it alone is drawn anew."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what Django's command does."""
        with mock.patch.object(ProjectState, "_find_reload_model", _drawn_anew):
            super().handle(*args, **options)
