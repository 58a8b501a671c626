"""What people do about agreements: word, draft, generate, send, sign, record and end them."""

from roles.agreements.services.covering import made_here, state_coverage
from roles.agreements.services.drafting import draft_agreement, generate_document
from roles.agreements.services.end_lapsing import lapse_ends
from roles.agreements.services.end_opening import open_end, pass_on_ends
from roles.agreements.services.end_reminding import remind_of_endings
from roles.agreements.services.end_sides import may_enter, opener
from roles.agreements.services.end_terms import agree_end_term, terms_as
from roles.agreements.services.ending import (
    Part,
    Upload,
    choose_end,
    confirm_end,
    dispute_end,
    fits,
    keep_proof,
    state_end,
)
from roles.agreements.services.ends_together import choose_ends, open_ends, state_ends
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
    "Part",
    "Upload",
    "add_evidence",
    "agree_end_term",
    "choose_end",
    "choose_ends",
    "confirm_end",
    "copy_template",
    "dispute_end",
    "draft_agreement",
    "end_agreement",
    "end_mandate",
    "enter_template",
    "fits",
    "generate_document",
    "give_mandate",
    "keep_proof",
    "lapse_ends",
    "log_instruction",
    "made_here",
    "may_enter",
    "may_evidence",
    "may_instruct",
    "may_record",
    "may_sign",
    "open_end",
    "open_ends",
    "opener",
    "pass_on_ends",
    "publish_template",
    "record_agreement",
    "record_agreements",
    "remind_of_endings",
    "remind_of_ends",
    "send_document",
    "sign_agreement",
    "sign_document",
    "state_coverage",
    "state_end",
    "state_ends",
    "terms_as",
    "upload_document",
    "withdraw_document",
    "withdraw_template",
    "word_clause",
)
