"""What is told to ask again, and what would fail again however often it is asked."""

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError
from psycopg import errors

from voipgrid_privacy.api.problems import as_refusal
from voipgrid_privacy.kernel.errors import Away, is_away


def raised(cause: type[psycopg.Error], kind: type[Exception] = OperationalError) -> Exception:
    error = kind("x")
    error.__cause__ = cause("x")
    return error


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError,
        errors.ConnectionFailure,
        errors.DiskFull,
        errors.TooManyConnections,
        errors.AdminShutdown,
        errors.CannotConnectNow,
        errors.SerializationFailure,
        errors.DeadlockDetected,
    ],
)
def test_the_database_is_away(cause: type[psycopg.Error]) -> None:
    assert is_away(raised(cause))
    assert isinstance(as_refusal(raised(cause))[0], Away)


@pytest.mark.parametrize(
    "cause",
    [
        errors.QueryCanceled,
        errors.StatementTooComplex,
        errors.LockNotAvailable,
        errors.UndefinedFile,
    ],
)
def test_an_answer_that_fails_each_time_is_a_mistake_of_ours(cause: type[psycopg.Error]) -> None:
    assert not is_away(raised(cause))
    assert as_refusal(raised(cause)) == (None, [])


def test_a_broken_connection_is_away_and_wrong_data_is_not() -> None:
    assert is_away(raised(psycopg.InterfaceError, InterfaceError))
    assert not is_away(DataError("x"))
    assert not is_away(None)
