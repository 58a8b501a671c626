"""What the register itself keeps of people, read from the declarations of every table."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from records.own.terms import Decision, term_of
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.privacy import Erasure, privacy_of
from voipgrid_privacy.kernel.text import Localised, localised

FILE: Final = Path(__file__).parent / "data" / "own.yaml"
IDENTIFIER_ONLY: Final = _(
    "As long as the row: it names people by an identifier, which is nobody's once the log-in is"
    " erased"
)
HISTORY: Final = _(
    "As long as the register: no field that is erased is in it, and who changed something is an"
    " identifier, which is nobody's once the log-in is erased"
)


@dataclass(frozen=True, slots=True)
class Job:
    """What erases rows by itself. ``noted``: it notes when it last did something."""

    code: str
    name: Localised
    ring: str
    tables: frozenset[str]
    noted: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that is done with people's data by running the register.

    ``entry`` is its place in VoIPGRID's record as controller; else ``because`` says who that is.
    """

    code: str
    name: Localised
    packages: tuple[str, ...]
    entry: str | None
    because: Localised | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with personal fields. ``kept`` is empty where nothing says for how long.

    ``ground`` is why for so long, where that is a decision of its own with a ground.
    """

    model: type[models.Model]
    fields: tuple[tuple[models.Field[Any, Any], Erasure], ...]
    kept: str | Promise | Localised
    job: Job | None
    ground: Decision | None = None

    @property
    def open(self) -> bool:
        """Whether neither a term nor a job is known."""
        return not self.kept and self.job is None


@lru_cache(maxsize=1)
def own_activities() -> tuple[Activity, ...]:
    """Return the activities, in the order in which they are shown."""
    return tuple(
        Activity(
            row["code"],
            localised(row["name"]),
            tuple(row["packages"]),
            row.get("entry"),
            localised(row["because"]) if "because" in row else None,
        )
        for row in read_yaml(FILE)["activities"]
    )


@lru_cache(maxsize=1)
def own_jobs() -> tuple[Job, ...]:
    """Return the jobs that erase what the register keeps itself."""
    return tuple(
        Job(
            row["code"],
            localised(row["name"]),
            row["ring"],
            frozenset(row["tables"]),
            row.get("noted", True),
        )
        for row in read_yaml(FILE)["jobs"]
    )


def personal_models() -> list[type[models.Model]]:
    """Return every model with a personal field, history aside, by the name that people read."""
    return sorted(filter(_personal, _managed()), key=name_of)


def history_tables() -> list[type[models.Model]]:
    """Return the tables that triggers write history to; each names who changed something."""
    return [model for model in _managed() if hasattr(model, "pgh_tracked_model")]


def activity_of(model: type[models.Model]) -> Activity | None:
    """Return the activity to which a table belongs: of the longest package that it is in."""
    found = [
        (len(package), each)
        for each in own_activities()
        for package in each.packages
        if f"{model.__module__}.".startswith(f"{package}.")
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def tables_of(activity: Activity) -> list[Table]:
    """Return the tables of an activity."""
    return [table(model) for model in personal_models() if activity_of(model) == activity]


def table(model: type[models.Model]) -> Table:
    """Return what is declared of a table, and what erases it."""
    declared = privacy_of(model)
    personal = declared.personal if declared else {}
    linked = set(personal.values()) == {Erasure.NOT_RELATABLE}
    term = term_of(model._meta.label)
    own = (declared.kept if declared else "") or (IDENTIFIER_ONLY if linked else "")
    job = next((each for each in own_jobs() if model._meta.label in each.tables), None)
    fields = ((model._meta.get_field(name), how) for name, how in personal.items())
    kept, ground = (own, None) if own or term is None else (term.kept, term.today)
    return Table(model, tuple(fields), kept, job, ground)  # type: ignore[arg-type]  # no relations


def name_of(model: type[models.Model]) -> str:
    """Return what the rows of a table are called."""
    own = _names().get(model._meta.label)
    return str(own) if own else str(capfirst(str(model._meta.verbose_name_plural)))


@lru_cache(maxsize=1)
def _names() -> dict[str, Localised]:
    return {label: localised(name) for label, name in read_yaml(FILE)["names"].items()}


def _managed() -> Iterable[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return (model for model in every if model._meta.managed and not model._meta.proxy)


def _personal(model: type[models.Model]) -> bool:
    declared = privacy_of(model)
    return bool(declared and declared.personal and not hasattr(model, "pgh_tracked_model"))
