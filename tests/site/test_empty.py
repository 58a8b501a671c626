"""Before the register is loaded."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_an_empty_register_says_so() -> None:
    response = Client().get("/en/")
    assert response.status_code == 200
    assert "The register has not been filled yet" in response.content.decode()
