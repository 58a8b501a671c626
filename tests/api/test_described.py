"""What the document says of a parameter is true of that operation."""

from collections.abc import Iterator
from typing import Any

from voipgrid_privacy.api.publication import document


def asked() -> Iterator[tuple[str, dict[str, Any], dict[str, dict[str, Any]]]]:
    """Yield each operation with what its query may say."""
    for methods in document()["paths"].values():
        for operation in methods.values():
            given = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
            yield operation["operationId"], operation, {each["name"]: each for each in given}


def test_the_state_of_a_finding_is_told_of_findings_only() -> None:
    """Of an end all are listed when it is left out: that has no UNSETTLED."""
    told = {name: query["state"]["description"] for name, _of, query in asked() if "state" in query}
    assert {name for name, said in told.items() if "UNSETTLED" in said} == {"listFindings"}
    assert len(told) > 1


def test_a_description_that_names_words_names_all_that_are_allowed() -> None:
    for operation, _of, query in asked():
        for name in query.keys() - {"sort"}:
            words = set(query[name]["schema"].get("enum", ()))
            told = {word for word in words if word in query[name]["description"]}
            assert len(told) < 2 or told == words, (operation, name)


def test_every_resource_is_told_in_a_sentence() -> None:
    told = [each["name"] for each in document()["tags"]]
    used = {operation["tags"][0] for _name, operation, _query in asked()}
    assert used == set(told)
    assert len(told) == len(set(told))


def test_a_list_that_can_be_sorted_promises_no_other_order() -> None:
    """The first of what it can be sorted by is what it is sorted by, upwards."""
    for operation, said, query in asked():
        newest_first = "sort" in query and "newest first" in said["description"]
        assert not newest_first or query["sort"]["schema"]["default"].startswith("-"), operation
