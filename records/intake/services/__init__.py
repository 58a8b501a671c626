"""What people ask of the way in, one function each."""

from records.intake.services.drafting import (
    add_file,
    begin_draft,
    forget_drafts,
    keep_answers,
    opened_draft,
    remove_file,
    wipe_draft,
)
from records.intake.services.erasing import erase_ended_requests
from records.intake.services.importing import begin_mail, receive_mail, waiting_mail
from records.intake.services.judging import judge_likeness
from records.intake.services.sending import send_form
from records.intake.services.threading import (
    ask_link,
    erase_file,
    forget_links,
    reply,
    withdraw,
    write_to_requester,
)

__all__ = (
    "add_file",
    "ask_link",
    "begin_draft",
    "begin_mail",
    "erase_ended_requests",
    "erase_file",
    "forget_drafts",
    "forget_links",
    "judge_likeness",
    "keep_answers",
    "opened_draft",
    "receive_mail",
    "remove_file",
    "reply",
    "send_form",
    "waiting_mail",
    "wipe_draft",
    "withdraw",
    "write_to_requester",
)
