import dataclasses

import msgspec
import pytest

from leakwatch import settings
from leakwatch.errors import ConfigError

WHOLE = """\
[organisation]
name = "carrier"
zone = "Asia/Shanghai"

[lake]
path = "lake"

[sources.crm]
connector = "telecom_crm"
path = "logs/*.csv"

[detect]
alerts_per_day = 5

[detect.detectors.bulk_lookup]
limit = 100
"""


@pytest.fixture
def said(tmp_path):
    def read(text):
        place = tmp_path / "leakwatch.toml"
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return settings.read(place)

    return read


def test_what_is_written_is_read_and_the_rest_has_its_default(said):
    found = said(WHOLE)
    assert found.organisation.name == "carrier"
    assert found.sources["crm"].path == "logs/*.csv"
    assert found.detect.detectors == {"bulk_lookup": {"limit": 100}}
    assert found.engine.name == "duckdb"
    assert found.lake.vault == "keep"


def test_nothing_written_is_all_defaults(said):
    assert said("").detect.alerts_per_day == 20


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('zone = "Asia', 'zome = "Asia', 3, "unknown key 'zome'"),
        ('connector = "', 'conector = "', 9, "unknown key 'conector'"),
        ("[sources.crm]", "[source.crm]", 8, "unknown key 'source'"),
        ('path = "logs', 'zone = 5\npath = "logs', 10, "Expected `str`, got `int`"),
        ("alerts_per_day = 5", 'alerts_per_day = "5"', 13, "Expected `int`, got `str`"),
        ('[lake]\npath = "lake"', '[lake]\nname = "lake"', 6, "unknown key 'name'"),
        ('"Asia/Shanghai"', '"Asia/Shanghai"\nfolder = "x"', 4, "unknown key 'folder'"),
    ],
)  # fmt: skip
def test_a_typo_is_named_with_its_line(said, old, new, line, says):
    assert old in WHOLE
    with pytest.raises(ConfigError) as error:
        said(WHOLE.replace(old, new))
    assert f"leakwatch.toml:{line}: {says}" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("folder = 'x'\n", "leakwatch.toml:1: unknown key 'folder'"),
        ("[sources.a]\norg = 'x'\n", "either a path or a url"),
        ("[organisation\n", "not TOML"),
        ("[organisation]\nzone = 'Asia/Shangai'\n", "no time zone is named 'Asia/Shangai'"),
        ("[sources.a]\npath = 'x'\nzone = 'CST'\n", "no time zone is named 'CST'"),
        ("[context.a]\npath = 'x'\nzone = 'CST'\n", "no time zone is named 'CST'"),
        ("[detect]\nfalse_alarm_share = 1.0\n", "false_alarm_share lies between 0 and 1"),
        ("[engine]\nname = 'oracle'\n", "no engine 'oracle'; duckdb or spark"),
        ("[lake]\nvault = 'no'\n", "no vault 'no'; keep or reference"),
        ("[keys]\nfile = 'lake/leakwatch.key'\n", "[keys] file: the key lies in the lake"),
        ("[lake]\npath = '.'\n", "[keys] file: the key lies in the lake"),
        ("[store]\nurl = 'sqlite:///lake/x.db'\n", "[store] url: the store lies in the lake"),
        ("名字".encode("gb18030"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(said, text, says):
    with pytest.raises(ConfigError) as error:
        said(text)
    assert says in str(error.value)
    assert "leakwatch.toml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "[keys]\nfile = 'lake.key'\n[store]\nurl = 'sqlite:///lakes/leakwatch.db'\n",
        "[keys]\nfile = 'lake/../leakwatch.key'\n",
        "[keys]\nfile = 'lake/no.key'\nenvironment = 'KEY'\n",
        "[lake]\npath = '.'\n[keys]\nfile = '/k'\n[store]\nurl = 'postgresql:///lake/x'\n",
        "[lake]\npath = '.'\n[keys]\nfile = '/k'\n[store]\nurl = 'sqlite:///${FOLDER}/x.db'\n",
    ],
)
def test_key_and_store_beside_the_lake_are_not_in_it(said, text):
    assert said(text)


def test_no_file_says_who_makes_one(tmp_path):
    with pytest.raises(ConfigError, match="no such file; `leakwatch init DIR` makes one"):
        settings.read(tmp_path / "none.toml")


def test_paths_start_at_the_file(said, tmp_path):
    found = said(WHOLE)
    assert found.place("logs") == str(tmp_path / "logs")
    assert found.place("/logs") == "/logs"
    assert found.place("s3://bucket/logs") == "s3://bucket/logs"


def test_settings_do_not_change(said):
    with pytest.raises((AttributeError, dataclasses.FrozenInstanceError)):
        said(WHOLE).lake.path = "elsewhere"
    assert msgspec.structs.replace(said(WHOLE).lake, path="b").path == "b"
