"""Conventions worth having are tests."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

import cookies
import records
import roles
import voipgrid_privacy
from roles.findings import finding_types
from roles.rules import rulebook
from voipgrid_privacy.kernel.errors import REGISTRY
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.privacy import Erasure, privacy_of
from voipgrid_privacy.kernel.tenancy import Viewer

ROOT = Path(__file__).resolve().parent.parent
OURS = ("roles", "records", "cookies", "voipgrid_privacy")
SOURCES = sorted(
    path
    for top in OURS
    for path in (ROOT / top).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.managed and not model._meta.proxy
]
EVENTS = [model for model in MODELS if hasattr(model, "pgh_tracked_model")]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"} and not {"admin", "unfold"} & set(path.parts)
)


def named(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return getattr(getattr(value, "_meta", None), "label", str(value))


def modules():
    """Import every module of ours (not migrations, not entry points)."""
    for package in (voipgrid_privacy, roles, records, cookies):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(migrations|__main__|wsgi)\b", found.name):
                yield importlib.import_module(found.name)


# Personal data


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_field_of_every_table_is_classified(model):
    privacy = privacy_of(model)
    assert privacy is not None, f"{model._meta.label} declares nothing"
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(privacy.personal) | set(privacy.not_personal) == fields
    assert not set(privacy.personal) & set(privacy.not_personal)
    assert len(privacy.not_personal) == len(set(privacy.not_personal))
    assert all(isinstance(erasure, Erasure) for erasure in privacy.personal.values())


@pytest.mark.parametrize("model", EVENTS, ids=named)
def test_history_holds_no_personal_field(model):
    tracked = model.pgh_tracked_model
    kept = {field.name for field in model._meta.concrete_fields}
    assert not kept & set(privacy_of(tracked).personal)
    assert set(privacy_of(model).personal) == {"pgh_context"}


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_a_link_to_a_person_is_personal(model):
    personal = privacy_of(model).personal
    for field in model._meta.concrete_fields:
        related = field.related_model
        if related and related._meta.label == "accounts.User":
            assert field.name in personal


# Settings


def test_the_example_environment_lists_exactly_what_settings_read():
    tree = TREES[ROOT / "voipgrid_privacy" / "settings.py"]
    read = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr not in {"read_env", "db_url_config"}
    }
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [line.partition("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)]
    assert sorted(listed) == sorted(read)


def test_the_environment_is_read_in_settings_only():
    allowed = {ROOT / "voipgrid_privacy" / "settings.py"}
    allowed |= set((ROOT / "voipgrid_privacy" / "embedded").rglob("*.py"))
    readers = [
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if path not in allowed
        and isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]
    # Entry points name the settings module; they read nothing.
    entries = {"wsgi.py", "celery.py"}
    assert [path for path in readers if path.name not in entries] == []


# Law


def test_every_rule_cites_its_ground_and_can_be_read_aloud_in_two_languages():
    assert len(rulebook.rules) > 10
    for rule in rulebook.rules:
        assert rule.ground.cites, rule.code
        assert rule.ground.sentence.nl.endswith("."), rule.code
        assert rule.ground.sentence.en.endswith("."), rule.code
        assert all(parse(str(citation)) == citation for citation in rule.ground.cites)


def test_every_finding_cites_its_ground_and_names_a_next_step():
    for kind in finding_types():
        assert kind.cites, kind.code
        assert str(kind.sentence).endswith("."), kind.code
        assert str(kind.next_step).endswith("."), kind.code


def test_every_refusal_has_a_code_of_its_own_a_sentence_and_a_meaning():
    list(modules())
    defined = [
        (node.name, statement.value.value)
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "code" for t in statement.targets)
        and isinstance(statement.value, ast.Constant)
    ]
    codes = [code for _name, code in defined]
    assert sorted(codes) == sorted(set(codes))
    for code, refusal in REGISTRY.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
        assert str(refusal.title)
        assert inspect.getdoc(refusal) != inspect.getdoc(Exception)
        # A refusal says what is wrong with what was asked; two codes say that it is us.
        assert 400 <= refusal.status < 500 or code in {"unforeseen", "unavailable"}
        assert all(isinstance(citation, Citation) for citation in refusal.cites)


# Code


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_signals_and_no_logic_hidden_in_save():
    hidden = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and "signals" in (node.module or "") + " ".join(
                alias.name for alias in node.names
            ):
                hidden.append((named(path), node.lineno))
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
                hidden.append((named(path), node.lineno))
    assert [place for place in hidden if not place[0].startswith("voipgrid_privacy/embedded")] == []


def test_no_imports_inside_functions():
    inside = [
        (named(path), node.lineno)
        for path, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_no_broad_excepts():
    broad = [
        (named(path), node.lineno)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]
    assert broad == []


def test_everything_public_says_what_it_is():
    silent = []
    for path, tree in TREES.items():
        if not ast.get_docstring(tree) and path.read_text(encoding="utf-8").strip():
            silent.append(named(path))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith(
                "_"
            )
            if public and not ast.get_docstring(node):
                silent.append(f"{named(path)}:{node.name}")
    assert silent == []


def _decorated(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(d, ast.Name) and d.id == name for d in function.decorator_list)


def test_every_use_case_is_keyword_only_and_says_by_whom():
    found = 0
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.FunctionDef) and _decorated(node, "use_case")):
                continue
            found += 1
            where = f"{named(path)}:{node.name}"
            assert not node.args.args, where
            assert not node.args.posonlyargs, where
            by = next((a for a in node.args.kwonlyargs if a.arg == "by"), None)
            assert by is not None, where
            assert ast.unparse(by.annotation) == Viewer.__name__, where
    assert found > 10


def test_services_and_rules_read_no_clock():
    clocks = {"now", "today", "localdate", "localtime", "utcnow"}
    read = [
        (named(path), node.lineno)
        for path, tree in TREES.items()
        if "admin" not in path.parts
        and (
            {"services", "rules", "findings"} & set(path.parts)
            or path.stem in {"services", "rules"}
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"timezone", "date", "datetime"}
    ]
    assert read == []


def test_the_day_of_a_moment_is_the_legal_day():
    """What ``.date()`` gives is the day of UTC, which is yesterday until one or two at night."""
    # Where the legal day is made, and what a spreadsheet tells, which knows no zone.
    own = {"legal_days", "workbooks"}
    asked = [
        (named(path), node.lineno)
        for path, tree in TREES.items()
        if path.stem not in own
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]
    assert asked == []


def test_what_is_translated_is_marked_by_a_name_that_the_catalogue_knows():
    others = [
        (named(path), each.asname)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if "gettext" in each.name and each.asname not in {None, "_"}
    ]
    assert others == []


def test_translated_sentences_have_named_places_only():
    unnamed = re.compile(r"%[sdr]|\{\w*\}")
    wrong = [
        (named(path), node.lineno)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "gettext", "gettext_lazy"}
        and node.args
        and (
            not isinstance(node.args[0], ast.Constant)
            or unnamed.search(re.sub(r"%\(\w+\)[sd]", "", str(node.args[0].value)))
        )
    ]
    assert wrong == []


# Pages


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_page_loads_anything_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"']https?:", text)


def test_names_of_addresses_are_plain_and_unique():
    names = []

    def collect(patterns, space):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                if pattern.namespace in {None, "site", "api"}:
                    collect(pattern.url_patterns, inner)
            elif pattern.name and space in {"site:", "api:"}:
                names.append(space + pattern.name)

    collect(get_resolver().url_patterns, "")
    assert all(re.fullmatch(r"[a-z:]+[a-z0-9_-]*", name.lower()) for name in names)
