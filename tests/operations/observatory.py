"""The published scoring of MDN's HTTP Observatory, for what one answer's headers say.

Baseline 100, penalties and bonuses as in its scoring table of 2024-02-27; bonuses count from 90.
"""

import re
from collections.abc import Mapping

GRADES = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"))
HALF_A_YEAR = 15_768_000
PRIVATE = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
UNSAFE = {"'unsafe-inline'", "data:", "*", "http:", "https:"}


def policy_of(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the directives of the content security policy."""
    parts = (part.split() for part in headers.get("content-security-policy", "").split(";"))
    return {part[0].lower(): part[1:] for part in parts if part}


def content_security(headers: Mapping[str, str]) -> int:
    """Judge the policy: none, with what is unsafe, or without."""
    policy = policy_of(headers)
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts = set(policy.get("script-src", default))
    if any(each.startswith("'nonce-") for each in scripts):
        scripts.discard("'unsafe-inline'")
    if scripts & UNSAFE or set(policy.get("object-src", default)) & UNSAFE:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in policy.get("style-src", default):
        return 0
    return 10 if default == ["'none'"] else 5


def cookies(set_cookies: list[str]) -> int:
    """Judge the worst of the cookies."""
    found = 5 if set_cookies else 0
    for cookie in set_cookies:
        said = {part.strip().lower().partition("=")[0] for part in cookie.split(";")[1:]}
        if "secure" not in said:
            return -40
        if "httponly" not in said:
            return -30
        if "samesite" not in said:
            found = 0
    return found


def transport(headers: Mapping[str, str]) -> int:
    """Judge strict transport security: half a year at least."""
    age = re.search(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def framing(headers: Mapping[str, str]) -> int:
    """Judge who may put the page in a frame: by the policy, by the older header, or anyone."""
    if "frame-ancestors" in policy_of(headers):
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def referring(headers: Mapping[str, str]) -> int:
    """Judge what others are told of where a visitor came from."""
    words = {each.strip() for each in headers.get("referrer-policy", "").lower().split(",")} - {""}
    return 0 if not words else 5 if words <= PRIVATE else -5


def guessing(headers: Mapping[str, str]) -> int:
    """Judge whether browsers may guess what a file is."""
    return 0 if headers.get("x-content-type-options", "").lower() == "nosniff" else -5


def sharing(headers: Mapping[str, str]) -> int:
    """Judge whom cross-origin requests are answered for."""
    everyone = headers.get("access-control-allow-origin") == "*"
    credentials = headers.get("access-control-allow-credentials") == "true"
    return -50 if everyone and credentials else 0


def isolation(headers: Mapping[str, str]) -> int:
    """Judge who may load the resource."""
    said = headers.get("cross-origin-resource-policy", "").lower()
    return 10 if said in {"same-origin", "same-site"} else 0


def scripts(page: str, host: str) -> int:
    """Judge scripts of others: none, with a digest, without one, or not over TLS."""
    found = 0
    for tag in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", page):
        source = re.search(r"src=[\"']?([^\"'\s>]+)", tag)
        address = source[1] if source else ""
        if address.startswith("http:"):
            return -50
        if address.startswith(("https:", "//")) and f"//{host}" not in address:
            found = min(found, 0 if "integrity=" in tag else -5)
    return found


def scored(headers: Mapping[str, str], set_cookies: list[str], page: str, host: str) -> int:
    """Return the score of an answer; header names are in lower case."""
    judged = [
        content_security(headers),
        cookies(set_cookies),
        transport(headers),
        framing(headers),
        referring(headers),
        guessing(headers),
        sharing(headers),
        isolation(headers),
        scripts(page, host),
    ]
    base = 100 + sum(each for each in judged if each < 0)
    return base + sum(each for each in judged if each > 0) if base >= 90 else max(base, 0)


def grade(score: int) -> str:
    """Return the letter of a score."""
    return next((letter for least, letter in GRADES if score >= least), "below C+")
