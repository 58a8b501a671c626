"""The whole matrix at once: every customer's chain on a day, streamed at constant memory."""

from roles.queries.exporting.lines import FORMS, Form
from roles.queries.exporting.streaming import exported_lines

__all__ = ("FORMS", "Form", "exported_lines")
