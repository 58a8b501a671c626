"""What can be done about incidents: one function per thing that somebody asks for."""

from records.incidents.services.assessing import assess
from records.incidents.services.deciding import (
    close,
    decide_on_telling,
    give_reasons,
    notify_authority,
    record_telling,
    reopen,
    touches_nobody_else,
)
from records.incidents.services.files import Upload, may_write
from records.incidents.services.following import follow_letters
from records.incidents.services.registering import Facts, record_facts, register_incident
from records.incidents.services.reminding import look_at_clocks, remind_of_clocks
from records.incidents.services.telling import may_tell, send_notices
from records.incidents.services.touching import Touched, known_parties, read_list, touch
from records.incidents.services.writing import correct_letters, list_letters

__all__ = (
    "Facts",
    "Touched",
    "Upload",
    "assess",
    "close",
    "correct_letters",
    "decide_on_telling",
    "follow_letters",
    "give_reasons",
    "known_parties",
    "list_letters",
    "look_at_clocks",
    "may_tell",
    "may_write",
    "notify_authority",
    "read_list",
    "record_facts",
    "record_telling",
    "register_incident",
    "remind_of_clocks",
    "reopen",
    "send_notices",
    "touch",
    "touches_nobody_else",
)
