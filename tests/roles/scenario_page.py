"""The scenarios as a page that a lawyer can read: ``python -m tests.roles.scenario_page``."""

from pathlib import Path
from typing import Any

import yaml

from roles.register import read

FOLDER = Path(__file__).parent / "scenarios"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scenarios.md"
INTRODUCTION = """# Scenarios

What the rulebook answers, per source, in cases that a lawyer can agree or disagree with. Every
one of them is run by the tests, against the rulebook as it is. This page is made from
`tests/roles/scenarios/` by `python -m tests.roles.scenario_page`, and a test fails when it is not
current.

In a chain, *A resells to B* means that B sells the service on, *A serves B* that B uses it itself,
*A supplies B* that A helps B deliver it. A number after a role is the depth: 1 is the controller's
processor, 2 and up are sub-processors.
"""
SCENARIOS = "scenarios"


def groups() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return each source that has scenarios, in the order of the register, with its scenarios."""
    files = {path.stem: path for path in FOLDER.glob("*.yaml")}
    return [
        (source, yaml.safe_load(files[source["code"]].read_text()))
        for source in read("sources")
        if source["code"] in files
    ]


def page() -> str:
    """Return the page."""
    found = groups()
    total = sum(len(scenarios) for _source, scenarios in found)
    parts = [INTRODUCTION, f"There are {total} scenarios from {len(found)} sources."]
    for source, scenarios in found:
        parts += [f"## {source['title']['en']}", *_address(source)]
        parts += [f"{len(scenarios)} {SCENARIOS if len(scenarios) > 1 else 'scenario'}."]
        parts += [_scenario(scenario) for scenario in scenarios]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _address(source: dict[str, Any]) -> list[str]:
    return [f"<{source['url']}>"] if "url" in source else []


def _scenario(scenario: dict[str, Any]) -> str:
    told = _chain(scenario) if "roles" in scenario else _facts(scenario)
    return "\n".join([f"### {scenario['name']}", "", f"On {_day(scenario)}. {told}"])


def _day(scenario: dict[str, Any]) -> str:
    day = scenario["date"]
    return f"{day.day} {day:%B %Y}"


def _facts(scenario: dict[str, Any]) -> str:
    facts = [_fact(name, value) for name, value in scenario["facts"].items()]
    role = "The rules contradict each other" if scenario["role"] == "conflict" else None
    lines = [
        f"Facts: {'; '.join(facts)}.",
        f"{role}: ask the two capacities apart."
        if role
        else f"Role: **{_words(scenario['role'])}**.",
        _cites("Because of", scenario.get("because", [])),
        _cites("Although there is", scenario.get("despite", [])),
        _cites("And not because of", scenario.get("because_not", [])),
    ]
    return "\n".join(line for line in lines if line)


def _fact(name: str, value: object) -> str:
    return _words(name) if value is True else f"{_words(name)} {_code(value)}"


def _code(value: object) -> str:
    text = str(value)
    return f"`{text}`" if text.isupper() else _words(text)


def _chain(scenario: dict[str, Any]) -> str:
    feature = f", feature `{scenario['feature']}`" if "feature" in scenario else ""
    lines = [f"Data: `{scenario['category']}`{feature}.", "", *_given(scenario), ""]
    lines += ["| party | role | because of | findings |", "| --- | --- | --- | --- |"]
    because, findings = scenario.get("because", {}), scenario.get("findings", {})
    lines += [
        f"| {name} | {_words(role)} | {', '.join(because.get(name, []))}"
        f" | {', '.join(f'`{code}`' for code in findings.get(name, []))} |"
        for name, role in scenario["roles"].items()
    ]
    return "\n".join(lines)


def _given(scenario: dict[str, Any]) -> list[str]:
    said = [*scenario["chain"], *scenario.get("own_uses", []), *scenario.get("together", [])]
    said += [f"{name} is a human being" for name in scenario.get("natural_persons", [])]
    for key, ending in (("offered_by", "offers it to anyone"), ("used_by", "use it")):
        said += [f"{scenario[key]} {ending}"] if key in scenario else []
    return [f"- {sentence}" for sentence in said]


def _words(text: str) -> str:
    return text.replace("_", " ")


def _cites(intro: str, cites: list[str]) -> str:
    return f"{intro} {', '.join(cites)}." if cites else ""


if __name__ == "__main__":
    PAGE.write_text(page())
