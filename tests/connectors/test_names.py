"""One thing, one name: file, class, entry point, test and golden folder."""

import re
import tomllib
from pathlib import Path

import pytest

from leakwatch import plugins

HOUSE = Path(__file__).parents[2]
FILES = sorted(path.stem for path in (HOUSE / "connectors").glob("[!_]*.py"))


def test_there_is_an_entry_point_for_every_file_and_no_other():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    points = project["project"]["entry-points"]["leakwatch.connectors"]
    assert sorted(points) == FILES


@pytest.mark.parametrize("name", FILES)
def test_the_class_bears_the_name_of_its_file(name):
    kind = type(plugins.connector(name))
    assert kind.__module__ == f"connectors.{name}"
    assert re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() == name
    assert kind.name == name


@pytest.mark.parametrize("name", FILES)
def test_the_test_and_the_golden_folder_bear_it_too(name):
    golden = HOUSE / "tests" / "golden" / name
    assert (HOUSE / "tests" / "connectors" / f"test_{name}.py").is_file()
    assert len(list(golden.glob("raw.*"))) == 1
    assert (golden / f"{plugins.connector(name).table}.csv").is_file()


@pytest.mark.parametrize("name", FILES)
def test_a_plugin_file_fits_on_a_screen(name):
    text = (HOUSE / "connectors" / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
