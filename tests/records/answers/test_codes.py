"""Codes of packages: one opens one package, and what is kept opens nothing."""

from uuid import uuid4

import pytest

from records.answers.codes import Locked, WrongCode, found_by, locked, new_code, normal, opened

CONTENT = b"what is kept about somebody"


def test_a_code_opens_its_own_package_and_no_other() -> None:
    code, package = new_code(), uuid4()
    kept = locked(CONTENT, code=code, package=package)
    assert opened(kept, code=code, package=package) == CONTENT
    for other_code, other in ((new_code(), package), (code, uuid4())):
        with pytest.raises(WrongCode):
            opened(kept, code=other_code, package=other)


def test_what_is_kept_opens_nothing() -> None:
    code, package = new_code(), uuid4()
    kept = locked(CONTENT, code=code, package=package)
    everything = kept.nonce + kept.ciphertext + found_by(code) + package.bytes
    assert CONTENT not in everything
    assert normal(code).encode() not in everything
    changed = Locked(kept.nonce, kept.ciphertext[:-1] + bytes([kept.ciphertext[-1] ^ 1]))
    with pytest.raises(WrongCode):
        opened(changed, code=code, package=package)


def test_a_code_may_be_typed_as_people_type() -> None:
    assert normal("abcde-01234 fghjk/mnpqr.stvwx") == "ABCDE01234FGHJKMNPQRSTVWX"
    assert normal("OIL00-00000-00000-00000-00000") == "0110000000000000000000000"


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", "ABCDE-01234-FGHJK-MNPQR-STVWU", "é" * 25, "0" * 26]
)
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert normal(typed) == ""
    with pytest.raises(WrongCode):
        found_by(typed)


def test_codes_differ() -> None:
    assert len({new_code() for _n in range(200)}) == 200
