"""Make all of an app's tables in one operation, for the migration that an app begins with."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class AllAtOnce(Operation):
    """What ``makemigrations`` writes for a new app, done in one go.

    Django draws its picture of every model anew after each operation: a minute of work for an
    empty database. Nothing here looks at what an earlier operation made, so once is enough: the
    tables are made as they are in the end, with their fields, indexes and constraints.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Say how it is written in a migration."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add everything to the state, which draws its models anew when somebody asks for them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables, and then the triggers on them."""
        for operation in self._of_kind(CreateModel):
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        for operation in self._of_kind(AddTrigger):
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the tables, the last one first; their triggers go with them."""
        for operation in reversed(self._of_kind(CreateModel)):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what it does, for ``sqlmigrate`` and the like."""
        return f"Make {len(self._of_kind(CreateModel))} tables"

    def _of_kind(self, kind: type[Operation]) -> list[Operation]:
        return [operation for operation in self.operations if isinstance(operation, kind)]
