"""How the product speaks to people in Dutch, also where a library gives the words."""

import re

from django.utils.translation import gettext, override
from django.utils.translation.trans_real import translation

INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jezelf|jullie)\b", re.IGNORECASE)


def test_nobody_is_called_by_an_informal_word():
    said: dict[object, str] = {}
    for key, text in translation("nl")._catalog.items():
        said.setdefault(key, text)  # the first is the one that is shown
    assert [text for text in said.values() if INFORMAL.search(str(text))] == []
    assert len(said) > 5_000


def test_the_products_words_go_before_those_of_a_library():
    with override("nl"):
        assert gettext("Sign In") == gettext("Log in") == "Inloggen"
        assert gettext("You have signed out.") == "U bent uitgelogd."
