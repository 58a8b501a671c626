"""What people do about sub-processors: propose, tell, object, settle, and let begin."""

from roles.sub_processors.services.deciding import activate_change, withdraw_change
from roles.sub_processors.services.describing import (
    answer_details,
    ask_details,
    describe_engagement,
)
from roles.sub_processors.services.objecting import (
    awaits_consent,
    consent,
    object_to,
    refuse_consent,
    settle_objection,
)
from roles.sub_processors.services.proposing import propose_change
from roles.sub_processors.services.reminding import count_from_sending, remind
from roles.sub_processors.services.resending import (
    correct_address,
    follow_corrected_addresses,
    record_told_otherwise,
    send_again,
    write_late_mail_anew,
)
from roles.sub_processors.services.telling import notify, pass_on

__all__ = (
    "activate_change",
    "answer_details",
    "ask_details",
    "awaits_consent",
    "consent",
    "correct_address",
    "count_from_sending",
    "describe_engagement",
    "follow_corrected_addresses",
    "notify",
    "object_to",
    "pass_on",
    "propose_change",
    "record_told_otherwise",
    "refuse_consent",
    "remind",
    "send_again",
    "settle_objection",
    "withdraw_change",
    "write_late_mail_anew",
)
