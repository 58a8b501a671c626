"""What can be asked about requests of data subjects; one function each."""

from records.requests.services.handling import (
    answer_part,
    ask_assistance,
    assist_part,
    extend_part,
    forward_part,
    refuse_part,
)
from records.requests.services.placing import displace_request, place_request
from records.requests.services.practising import choose_reading
from records.requests.services.receiving import receive_request
from records.requests.services.reminding import remind_of_requests, tell_due_soon
from records.requests.services.stepping import (
    ask_clarification,
    ask_identity,
    close_request,
    confirm_identity,
    fail_identity,
    give_clarification,
    reopen_request,
    withdraw_request,
)
from records.requests.services.working import assign_request, finish_task, note_request

__all__ = (
    "answer_part",
    "ask_assistance",
    "ask_clarification",
    "ask_identity",
    "assign_request",
    "assist_part",
    "choose_reading",
    "close_request",
    "confirm_identity",
    "displace_request",
    "extend_part",
    "fail_identity",
    "finish_task",
    "forward_part",
    "give_clarification",
    "note_request",
    "place_request",
    "receive_request",
    "refuse_part",
    "remind_of_requests",
    "reopen_request",
    "tell_due_soon",
    "withdraw_request",
)
