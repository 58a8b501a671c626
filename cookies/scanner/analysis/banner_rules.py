"""What the law asks of a banner, measured on how it was drawn. Pure.

Refusing has to be as easy as accepting: on the same layer, by one click, by a real button of the
same size, letters and contrast (GDPR Art. 4(11) and 7(3), Tw Art. 11.7a).
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from cookies.scanner.analysis.problems import Problem
from cookies.scanner.evidence import Banner, Control, Evidence

HEIGHT: Final = 0.9
"""A refusing button at least this share of the accepting one's height and letters."""
WIDTH: Final = 0.6
"""Words differ in length, so widths may differ more."""
READABLE: Final = 4.5
"""WCAG 2.2, 1.4.3: contrast of text with what is behind it."""
STANDS_OUT: Final = 3.0
"""WCAG 2.2, 1.4.11: contrast by which a surface is seen as a button."""
BUTTONS: Final = frozenset({"button", "input"})


def problems(evidence: Evidence) -> Iterator[Problem]:
    """Yield what is wrong with the banner itself, and with what follows from its buttons."""
    states = {state.key: state for state in evidence.states}
    untouched = states.get("untouched")
    banner = untouched.banner if untouched else None
    if banner is not None:
        yield from _drawn(banner)
    refused = states.get("refused")
    if refused and refused.banner:
        yield from _refusing(refused.banner)
    if refused and refused.chosen_at >= 0 and refused.banner_again:
        yield Problem("scan_banner_asks_again", "banner", {"steps": refused.steps})
    withdrawn = states.get("withdrawn")
    if withdrawn and withdrawn.banner and _accepted(withdrawn.steps) and not withdrawn.withdrawable:
        yield Problem("scan_no_way_to_withdraw", "banner", {"steps": withdrawn.steps})
    ticked = sorted({name for s in evidence.states if s.banner for name in s.banner.pre_ticked})
    if ticked:
        yield Problem("scan_banner_pre_ticked", "banner", {"ticked": ticked})


def _accepted(steps: list[str]) -> bool:
    return any("accept:" in step and "not found" not in step for step in steps)


def _refusing(banner: Banner) -> Iterator[Problem]:
    if banner.refusal_clicks == 0:
        yield Problem("scan_banner_no_refusal", "banner", {"text": banner.text[:500]})
    elif banner.refusal_clicks > 1:
        yield Problem("scan_banner_more_clicks", "banner", {"clicks": banner.refusal_clicks})


def _drawn(banner: Banner) -> Iterator[Problem]:
    accept, refuse = banner.control("accept"), banner.control("refuse")
    if accept is None or refuse is None:
        return
    evidence = {"accept": asdict(accept), "refuse": asdict(refuse)}
    if _smaller(accept, refuse):
        yield Problem("scan_banner_unequal_size", "banner", evidence)
    if _plainer(accept, refuse):
        yield Problem("scan_banner_unequal_style", "banner", evidence)
    if refuse.text_contrast < READABLE <= accept.text_contrast or refuse.text_contrast < 3:
        yield Problem("scan_banner_low_contrast", "banner", evidence)


def _smaller(accept: Control, refuse: Control) -> bool:
    return (
        refuse.height < accept.height * HEIGHT
        or refuse.font_size < accept.font_size * HEIGHT
        or refuse.width < accept.width * WIDTH
    )


def _plainer(accept: Control, refuse: Control) -> bool:
    """Say whether accepting is a button and refusing only words, or a fainter button."""
    only_words = accept.tag in BUTTONS and refuse.tag not in BUTTONS
    fainter = accept.stands_out >= STANDS_OUT > refuse.stands_out
    return only_words or fainter or refuse.font_weight < accept.font_weight
