"""Where we connect to when somebody else typed the address: nowhere but to the public internet."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.outbound import (
    AddressRefused,
    Guard,
    Reason,
    is_public,
    literal,
    target_of,
)

PUBLIC = "9.9.9.9"
HIDDEN = (
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.4.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2001:0:0:0:0:0:80ff:fffe]",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.1",
    "127.1",
    "0",
    "127.0.0.1.",
)


def nowhere(host: str) -> tuple[()]:
    raise AssertionError(f"{host} is a number and must not be asked of DNS")


@pytest.mark.parametrize("host", HIDDEN)
def test_no_way_of_writing_an_inner_address_gets_past(host: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        Guard(nowhere).check(f"https://{host}/")
    assert refusal.value.reason is Reason.NOT_PUBLIC


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", Reason.SCHEME),
        ("gopher://example.nl/", Reason.SCHEME),
        ("javascript:alert(1)", Reason.SCHEME),
        ("data:text/html,x", Reason.SCHEME),
        ("//example.nl/", Reason.SCHEME),
        ("", Reason.SCHEME),
        ("https://olga:secret@example.nl/", Reason.CREDENTIALS),
        ("https://example.nl@10.0.0.1/", Reason.CREDENTIALS),
        ("https:///path", Reason.NO_HOST),
        ("https://example.nl:99999/", Reason.PORT),
        ("https://example.nl:x/", Reason.PORT),
        ("https://[::1/", Reason.PORT),
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, reason: Reason) -> None:
    with pytest.raises(AddressRefused) as refusal:
        Guard(nowhere).check(url)
    assert refusal.value.reason is reason


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = (ip_address(PUBLIC), ip_address("10.0.0.1"))
    with pytest.raises(AddressRefused):
        Guard(lambda host: mixed).addresses("example.nl")


def test_a_name_without_address_is_refused() -> None:
    with pytest.raises(AddressRefused) as refusal:
        Guard(lambda host: ()).addresses("nowhere.example")
    assert refusal.value.reason is Reason.UNKNOWN_HOST


def test_public_addresses_are_returned_as_they_were_checked() -> None:
    found = (ip_address(PUBLIC), ip_address("2620:fe::fe"))
    target, addresses = Guard(lambda host: found).check("https://example.nl/pad?q=1")
    assert (target.host, target.port, target.path) == ("example.nl", 443, "/pad?q=1")
    assert addresses == found


def test_loopback_is_for_development_alone_and_opens_nothing_else() -> None:
    developing = Guard(nowhere, loopback=True)
    assert developing.addresses("127.0.0.1")
    with pytest.raises(AddressRefused):
        developing.addresses("10.0.0.1")


def test_the_refusal_says_what_and_why_and_keeps_no_long_text() -> None:
    with pytest.raises(AddressRefused) as refusal:
        target_of("ftp://" + "x" * 1000)
    assert len(refusal.value.sentence) < 400


@given(st.integers(0, 2**32 - 1))
def test_every_number_is_judged_as_the_address_it_is(number: int) -> None:
    plain = ip_address(number)
    assert literal(str(number)) == plain or number == 0
    mapped = ip_address(f"::ffff:{plain}")
    assert is_public(mapped) <= is_public(plain)
    assert not (is_public(plain) and (plain.is_private or plain.is_loopback or plain.is_link_local))
