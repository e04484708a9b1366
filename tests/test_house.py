"""One thing, one file, one name, five places; and nobody loads what is slow unasked."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

import connectors
import detectors
import leakwatch
from leakwatch import plugins

HOUSE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
MADE = {"connectors": plugins.connector, "detectors": plugins.detector}
SLOW = ("ibis", "pandas", "pyarrow", "pyod", "sqlalchemy", "alembic", "networkx", "scipy")
#: what a plugin may know of the core: contracts, words, and the statistics detectors share
KNOWN = {
    "connectors": {"connector", "cells", "events"},
    "detectors": {
        "detector", "outlier", "findings", "events", "rates", "tail", "typical", "traces",
    },
}  # fmt: skip


def files(package):
    return sorted(path.stem for path in (HOUSE / package).glob("[!_]*.py"))


NAMES = [(package, name) for package in MADE for name in files(package)]


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])|(?<=[a-z])(?=\d)", "_", name).lower()


@pytest.mark.parametrize(
    ("written", "name"), [("HospitalHis", "hospital_his"), ("Telecom4a", "telecom_4a")]
)
def test_a_class_in_snake_case_is_its_file(written, name):
    assert snake(written) == name


@pytest.mark.parametrize("package", MADE)
def test_there_is_an_entry_point_for_every_file_and_no_other(package):
    points = PROJECT["project"]["entry-points"][f"leakwatch.{package}"]
    assert list(points) == files(package)
    for name, value in points.items():
        module, _, kind = value.partition(":")
        assert (module, snake(kind)) == (f"{package}.{name}", name)


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_the_class_bears_the_name_of_its_file(package, name):
    kind = type(MADE[package](name))
    assert (kind.__module__, snake(kind.__name__), kind.name) == (f"{package}.{name}", name, name)


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_its_test_bears_it_too(package, name):
    assert (HOUSE / "tests" / package / f"test_{name}.py").is_file()


def test_every_test_of_a_plugin_has_its_plugin():
    for package in MADE:
        tests = {path.stem for path in (HOUSE / "tests" / package).glob("test_*.py")}
        assert tests - {"test_golden", "test_names"} == {f"test_{name}" for name in files(package)}


@pytest.mark.parametrize("name", files("connectors"))
def test_a_connector_has_a_golden_folder(name):
    golden = HOUSE / "tests" / "golden" / name
    assert len(list(golden.glob("raw.*"))) == 1
    assert (golden / f"{plugins.connector(name).table}.csv").is_file()


def test_every_golden_folder_has_its_connector():
    folders = sorted(path.name for path in (HOUSE / "tests" / "golden").iterdir() if path.is_dir())
    assert folders == files("connectors")


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_a_plugin_fits_on_a_screen(package, name):
    text = (HOUSE / package / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("package", MADE)
def test_the_package_of_plugins_holds_a_docstring_and_nothing_else(package):
    text = (HOUSE / package / "__init__.py").read_text(encoding="utf-8")
    assert re.fullmatch(r'"""[^"]+"""\n', text)


def test_plugins_know_contracts_and_words_and_nothing_deeper():
    graph = grimp.build_graph("leakwatch", "connectors", "detectors")
    for package, known in KNOWN.items():
        for module in sorted({package} | graph.find_descendants(package)):
            imported = graph.find_modules_directly_imported_by(module)
            deep = {name for name in imported if name.startswith("leakwatch.")}
            assert {name.split(".")[1] for name in deep} <= known, module


def modules():
    for package in (leakwatch, connectors, detectors):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield found.name


@pytest.mark.parametrize("name", sorted(modules()))
def test_every_module_imports(name):
    assert importlib.import_module(name).__doc__


@pytest.mark.parametrize("asked", ["import leakwatch.cli", "import leakwatch.settings"])
def test_nothing_slow_is_loaded_before_it_is_needed(asked):
    code = f"{asked}, sys; print(*sorted(set({SLOW}) & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == []


def written():
    """The files of the house, without what is made from them."""
    made = re.compile(r"\.(?!ci$|github$|gitignore$).*|__pycache__|build|dist|demo|.*\.egg-info")
    for place in HOUSE.iterdir():
        if not made.fullmatch(place.name):
            yield from [place] if place.is_file() else place.rglob("*")


def test_no_file_names_a_place_on_somebodys_machine():
    places = re.compile(rb"/(?:work|root|home)/\w|/tmp/\w|file://|index-url|//pypi\.|files\.python")
    for path in written():
        if path.is_file() and path.suffix != ".pyc" and path != Path(__file__):
            assert not places.search(path.read_bytes()), path


def test_a_constraint_is_a_name_and_an_exact_version():
    for line in (HOUSE / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line)


def functions():
    for package in ("leakwatch", "connectors", "detectors"):
        for path in (HOUSE / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    lines = node.end_lineno - node.lineno + 1
                    yield f"{path.relative_to(HOUSE)}:{node.name}", lines


def test_no_function_is_longer_than_a_screen():
    found = dict(functions())
    assert len(found) > 1000
    assert {name: lines for name, lines in found.items() if lines > 40} == {}
