"""What people do with a privacy statement."""

from voipgrid_privacy.site.statements.services.editing import (
    add_part,
    declare,
    dress,
    move_part,
    remove_part,
    write_introduction,
)
from voipgrid_privacy.site.statements.services.logos import remove_logo, show_logo
from voipgrid_privacy.site.statements.services.publishing import (
    propose,
    propose_what_changed,
    publish,
)
from voipgrid_privacy.site.statements.services.writing import may_write_for, must_write_for

__all__ = (
    "add_part",
    "declare",
    "dress",
    "may_write_for",
    "move_part",
    "must_write_for",
    "propose",
    "propose_what_changed",
    "publish",
    "remove_logo",
    "remove_part",
    "show_logo",
    "write_introduction",
)
