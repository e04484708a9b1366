"""Which programs judge, and how another one is told."""

import sys

import numpy
import pytest

from leakwatch import programs
from leakwatch.errors import ConfigError

ONE = ("bulk_lookup",)


def test_what_reckons_is_named_with_its_version():
    found = programs.programs("duckdb", ONE)
    assert {"leakwatch", "numpy", "pandas", "pyod", "duckdb", "python", "code"} <= set(found)
    assert found["numpy"] == numpy.__version__
    assert "pyspark" not in found
    assert found == programs.programs("duckdb", ONE)


def test_another_engine_is_another_program():
    found = programs.programs("spark", ONE)
    assert "pyspark" in found
    assert "duckdb" not in found


def test_another_line_of_our_code_is_told(tmp_path, monkeypatch):
    before = programs.programs("duckdb", ONE)
    place = tmp_path / "more.py"
    place.write_text("x = 1\n")
    ours = list(programs._ours())
    monkeypatch.setattr(programs, "_ours", lambda: [*ours, place])
    one = programs.programs("duckdb", ONE)
    place.write_text("x = 2\n")
    two = programs.programs("duckdb", ONE)
    assert len({each["code"] for each in (before, one, two)}) == 3
    assert [line.split()[0] for line in programs.differences(one, two)] == ["code"]


def test_another_detector_is_other_code():
    assert programs.programs("duckdb", ONE)["code"] != programs.programs("duckdb", ())["code"]


def test_a_strangers_package_is_named_with_its_version(tmp_path, monkeypatch):
    (tmp_path / "night_watch.py").write_text("raise RuntimeError('loaded')\n")
    info = tmp_path / "stranger-1.7.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.7\n")
    points = "[leakwatch.detectors]\nnight_watch = night_watch:NightWatch\n"
    (info / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path)
    # named without being loaded
    assert programs.programs("duckdb", ("night_watch",))["stranger"] == "1.7"
    assert "night_watch" not in sys.modules


def test_a_detector_that_is_gone_is_one_line():
    with pytest.raises(ConfigError, match="detector 'gone' is not installed; installed: "):
        programs.programs("duckdb", ("gone",))


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ({}, {}, []),
        ({"a": "1"}, {"a": "1"}, []),
        ({"a": "1"}, {}, ["a was 1, is absent"]),
        ({}, {"b": "2"}, ["b was absent, is 2"]),
        ({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, ["b was 2, is 3"]),
    ],
)
def test_only_what_differs_is_told(then, now, said):
    assert programs.differences(then, now) == said
