"""What can be asked of answering: search, review, package, fetch, let go, erase."""

from records.answers.services.erasing import erase_found, instruct_erasure, preview_erasure
from records.answers.services.fetching import end_packages, fetch_package, withdraw_package
from records.answers.services.finding import search_part
from records.answers.services.locating import locate_subject
from records.answers.services.packaging import make_package
from records.answers.services.rectifying import (
    instruct_rectification,
    preview_rectification,
    rectify_found,
)
from records.answers.services.reviewing import choose_group, reveal_group

__all__ = (
    "choose_group",
    "end_packages",
    "erase_found",
    "fetch_package",
    "instruct_erasure",
    "instruct_rectification",
    "locate_subject",
    "make_package",
    "preview_erasure",
    "preview_rectification",
    "rectify_found",
    "reveal_group",
    "search_part",
    "withdraw_package",
)
