"""What people do about agreements: word, draft, generate, send, sign, record and end them."""

from roles.agreements.services.covering import made_here, state_coverage
from roles.agreements.services.drafting import draft_agreement, generate_document
from roles.agreements.services.evidencing import add_evidence, may_evidence
from roles.agreements.services.instructing import log_instruction, may_instruct
from roles.agreements.services.recording import (
    end_agreement,
    end_mandate,
    give_mandate,
    may_record,
    record_agreement,
    record_agreements,
    sign_agreement,
)
from roles.agreements.services.reminding import remind_of_ends
from roles.agreements.services.signing import (
    MOST_BYTES,
    may_sign,
    send_document,
    sign_document,
    upload_document,
    withdraw_document,
)
from roles.agreements.services.templates import (
    copy_template,
    enter_template,
    publish_template,
    withdraw_template,
    word_clause,
)

__all__ = (
    "MOST_BYTES",
    "add_evidence",
    "copy_template",
    "draft_agreement",
    "end_agreement",
    "end_mandate",
    "enter_template",
    "generate_document",
    "give_mandate",
    "log_instruction",
    "made_here",
    "may_evidence",
    "may_instruct",
    "may_record",
    "may_sign",
    "publish_template",
    "record_agreement",
    "record_agreements",
    "remind_of_ends",
    "send_document",
    "sign_agreement",
    "sign_document",
    "state_coverage",
    "upload_document",
    "withdraw_document",
    "withdraw_template",
    "word_clause",
)
