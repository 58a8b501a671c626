"""What a statement can say: facts of the register, in the reader's language, part by part."""

from voipgrid_privacy.site.statements.facts.lines import Line
from voipgrid_privacy.site.statements.facts.reading import Register, read
from voipgrid_privacy.site.statements.facts.telling import told

__all__ = ("Line", "Register", "read", "told")
