"""The house kept tidy: no long file or function, every module and ignore with its reason, no host and no secret."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("connector", "simulators", "scenarios")
SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
NAME = re.compile(r"^[a-z0-9_]+$")


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", SOURCES, ids=relative)
def test_a_module_is_short_says_what_it_is_and_is_named_for_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 400
    assert ast.get_docstring(tree), "the first line of a module says what it is"
    assert NAME.match(file.stem)
    assert file.stem not in FORBIDDEN_NAMES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            is_a_list = file.parts[-2] == "versions"  # a migration: one statement to a table
            assert length <= 70 or is_a_list, f"{node.name} has {length} lines"


@pytest.mark.parametrize("file", [*SOURCES, *TESTS], ids=relative)
def test_every_ignore_carries_its_reason(file: Path) -> None:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if re.search(r"#\s*(type: ignore|noqa)", line) and "re.search" not in line:
            assert re.search(r"(type: ignore\[[\w,-]+\]|noqa: [A-Z0-9, ]+) # \w", line), (
                f"line {number}: {line.strip()}"
            )


@pytest.mark.parametrize("file", TESTS, ids=relative)
def test_what_is_given_cases_is_collected(file: Path) -> None:
    """A test under another name is never run, and nobody misses it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            words = {ast.unparse(one).partition("(")[0] for one in node.decorator_list}
            assert node.name.startswith("test_") or not words & {"given", "pytest.mark.parametrize"}, node.name


@pytest.mark.parametrize("file", SOURCES, ids=relative)
def test_nothing_is_put_off_and_no_float_touches_money(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for sign in ("TO" + "DO", "FIX" + "ME", "NotImplemented", "pragma: no cover"):
        assert sign not in text
    if file.parts[-2] != "jaggaer" or "connector" in file.parts:
        assert not re.search(r"\bfloat\(", text)


def test_only_the_soap_adapter_imports_spyne() -> None:
    importing = {
        relative(file) for file in SOURCES if re.search(r"^\s*(import|from) spyne", file.read_text(), re.MULTILINE)
    }
    assert importing == {"connector/adapters/soap_endpoint.py", "connector/adapters/spyne_loader.py"}


def test_the_lock_names_every_dependency_and_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(one for group in project["dependency-groups"].values() for one in group),
    ]
    for requirement in wanted:
        assert re.split(r"[<>=;\[ ]", requirement)[0].lower() in locked


def test_the_packages_the_owner_named_are_dependencies() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in ["pytest", "respx", "spyne", "zeep", "lxml", "factory-boy", "faker", "hypothesis", "httpx", "authlib"]:
        assert f'"{name}' in text


def test_ci_runs_the_readme_s_command() -> None:
    assert "python3 -m tox" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def imported_by(path: Path, modules: Mapping[str, Path]) -> set[str]:
    """The modules of ours that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)]
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name}" if f"{node.module}.{name}" in modules else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= set(names)
    return found & set(modules)


@pytest.mark.parametrize("package", ["connector", "scenarios", "simulators"])
def test_no_two_files_import_each_other_by_whatever_way(package: str) -> None:
    """A cycle hides that two files are one idea, or that one of them is in the wrong room."""
    paths = {path.relative_to(ROOT).with_suffix(""): path for path in (ROOT / package).rglob("*.py")}
    modules = {".".join(name.parts).removesuffix(".__init__"): path for name, path in paths.items()}
    left = {name: imported_by(path, modules) - {name} for name, path in modules.items()}
    while free := [name for name, needs in left.items() if not needs & set(left)]:
        for name in free:
            del left[name]
    assert left == {}
