"""The address of a client: past our own proxies, and never what the client itself says."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

from voipgrid_privacy.kernel.visitors import client_address

PROXY, VISITOR, FORGED = "10.0.0.1", "203.0.113.9", "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "heard", "address"),
    [
        (0, None, PROXY),
        (0, VISITOR, PROXY),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED},{VISITOR}, 10.0.0.2", VISITOR),
        (2, VISITOR, PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, f"{VISITOR},", PROXY),
        (1, "2001:DB8::0:1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_outermost_of_our_proxies_heard(settings, proxies, heard, address):
    settings.TRUSTED_PROXIES = proxies
    more = {} if heard is None else {"HTTP_X_FORWARDED_FOR": heard}
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, **more)
    assert client_address(request) == address
    assert get_adapter().get_client_ip(request) == address
