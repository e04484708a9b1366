"""The docs are true: commands, settings, exports and examples are those of the code."""

import re
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest
from typer.main import get_command

from leakwatch import calendar, cli, export, plugins, settings
from leakwatch.alerts.tables import ALERTS
from leakwatch.checks import check_connector, check_detector
from leakwatch.errors import PluginError
from leakwatch.findings import FINDINGS
from leakwatch.ingest.batch import QUARANTINE
from leakwatch.store.rings import COLUMNS as RINGS

HOUSE = Path(__file__).parents[1]
README = (HOUSE / "README.md").read_text(encoding="utf-8")
CHANGES = (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")
TEMPLATE = (HOUSE / "leakwatch" / "leakwatch.toml").read_text(encoding="utf-8")
COMMANDS = get_command(cli.app).commands
PLUGINS = [*plugins.connectors(), *plugins.detectors()]
OURS = [name for name in PLUGINS if name in {path.stem for path in HOUSE.glob("*tors/*.py")}]


def fenced(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme_and_the_changelog(name):
    assert f"`leakwatch {name}" in README
    assert f"`{name}`" in CHANGES


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_in_the_readme(name):
    options = [
        option for each in COMMANDS[name].params for option in each.opts if option[:2] == "--"
    ]
    assert [option for option in options if option not in README] == []


@pytest.mark.parametrize("document", ["README.md", "leakwatch/leakwatch.toml"])
def test_no_document_names_a_command_there_is_not(document):
    text = (HOUSE / document).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    |\* {2})leakwatch ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_gives_an_example_of_itself(name):
    assert f"leakwatch {name}" in (COMMANDS[name].epilog or "")


@pytest.mark.parametrize("target", ["demo", "test", "lint", "bench"])
def test_every_make_target_named_is_there(target):
    rules = (HOUSE / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", rules, re.MULTILINE)
    assert f"make {target}" in README + (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_no_make_target_is_named_that_is_not_there():
    rules = (HOUSE / "Makefile").read_text(encoding="utf-8")
    code = [path.read_text(encoding="utf-8") for path in (HOUSE / "leakwatch").rglob("*.py")]
    texts = [README, (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8"), *code]
    asked = re.compile(r"(?:`|^ {4}|: )make ([a-z]+)", re.MULTILINE)
    named = {name for text in texts for name in asked.findall(text)}
    assert named >= {"demo", "test"}
    assert named <= set(re.findall(r"^([a-z]+):", rules, re.MULTILINE))


@pytest.mark.parametrize("name", OURS)
def test_every_plugin_is_in_the_readme_and_the_changelog(name):
    assert f"`{name}`" in README
    assert f"`{name}`" in CHANGES


@pytest.mark.parametrize("name", export.TABLES)
def test_every_export_is_in_the_readme(name):
    assert f"\n| `{name}` |" in README


@pytest.mark.parametrize(
    ("name", "columns"),
    [("alerts", ALERTS), ("findings", FINDINGS), ("rings", RINGS), ("quarantine", QUARANTINE)],
)
def test_the_columns_of_an_export_are_named_in_their_order(name, columns):
    [row] = re.findall(rf"^\| `{name}` \|.*\|(.*)\|$", README, re.MULTILINE)
    assert re.findall(r"`([a-z_]+)`", row) == list(columns)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(document):
    text = (HOUSE / document).read_text(encoding="utf-8")
    assert [to for to in re.findall(r"\]\(([^)#]+)\)", text) if not (HOUSE / to).exists()] == []


def uncovered(text):
    """The template with every key that stands behind a # put in force."""
    return re.sub(r"^#(?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)


def read(folder, text):
    place = folder / "leakwatch.toml"
    place.write_text(text, encoding="utf-8")
    return settings.read(place)


def test_the_template_as_it_is_holds_the_defaults(tmp_path):
    plain = settings.Settings(folder=str(tmp_path))
    assert read(tmp_path, TEMPLATE) == plain


def test_the_template_lists_every_key_with_its_default(tmp_path):
    found = msgspec.to_builtins(read(tmp_path, uncovered(TEMPLATE)))
    # one of each is shown, as an example
    assert found["notify"].pop("channels")
    defaults = msgspec.to_builtins(settings.Settings(folder=str(tmp_path)))
    assert not defaults["notify"].pop("channels")
    assert {name: found[name] for name in found if name not in ("sources", "context")} == {
        name: defaults[name] for name in defaults if name not in ("sources", "context")
    }


def test_the_template_leaves_no_key_out():
    given = tomllib.loads(uncovered(TEMPLATE))
    sections = {
        field.name: field.type
        for field in msgspec.structs.fields(settings.Settings)
        if field.name != "folder"
    }
    assert set(given) == set(sections)
    for name, kind in sections.items():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            assert set(given[name]) == {field.name for field in msgspec.structs.fields(kind)}
    source = {field.name for field in msgspec.structs.fields(settings.Source)}
    assert set().union(*given["sources"].values()) == source


def test_the_sources_of_the_template_and_the_readme_have_their_connectors(tmp_path):
    given = [read(tmp_path, uncovered(TEMPLATE)), read(tmp_path, fenced("toml")[0])]
    for name, source in [item for one in given for item in {**one.sources, **one.context}.items()]:
        assert (source.connector or name) in plugins.connectors()


def test_the_calendar_of_the_template_can_be_read(tmp_path):
    below = TEMPLATE[TEMPLATE.index("# Holidays") : TEMPLATE.index("[calendar]\n#path")]
    lines = re.findall(r"^#   (.+)$", below, re.MULTILINE)
    (tmp_path / "calendar.toml").write_text("\n".join(lines), encoding="utf-8")
    known = calendar.read(read(tmp_path, '[calendar]\npath = "calendar.toml"\n'))
    assert len(known.holidays) == len(known.made_up) == 1
    assert [(each.org, each.branch) for each in known.opening] == [
        ("carrier", None), ("carrier", "0991XJ01"),
    ]  # fmt: skip


ROWS = """time,clerk,shop,customer,order
2026-03-02 09:00:00,G1,A,P1,R1
2026-03-02 09:05:00,G2,A,P2,
2026-03-02 09:07:00,G1,A,P3,R3
"""


@pytest.fixture
def stranger(tmp_path, monkeypatch):
    """A stranger's package, installed: the README's examples and their entry points."""
    for block in fenced("python"):
        (tmp_path / re.match(r"# (\w+\.py)\n", block)[1]).write_text(block, encoding="utf-8")
    [points] = [block for block in fenced("toml") if "entry-points" in block]
    info = tmp_path / "stranger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    written = re.sub(r'"', "", points.replace("project.entry-points.", ""))
    (info / "entry_points.txt").write_text(written, encoding="utf-8")
    (tmp_path / "pharmacy.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("pharmacy_desk", "night_taking", "test_plugins"):
        sys.modules.pop(name, None)


def test_the_readmes_plugins_are_found_and_keep_their_promises(stranger):
    assert "pharmacy_desk" in plugins.connectors()
    assert "night_taking" in plugins.detectors()
    check_connector(type(plugins.connector("pharmacy_desk")), stranger / "pharmacy.csv")
    check_detector(type(plugins.detector("night_taking")))
    assert vars(plugins.detector("night_taking", {"limit": 500})) == {"limit": 500}


def test_the_readmes_test_of_them_runs_and_names_a_promise_that_is_broken(stranger, monkeypatch):
    from importlib import import_module

    theirs = import_module("test_plugins")
    theirs.test_promises()
    monkeypatch.setattr(theirs.NightTaking, "runbook", "")
    with pytest.raises(PluginError, match=r"night_taking.*runbook"):
        theirs.test_promises()


@pytest.mark.parametrize("name", ["pharmacy_desk", "night_taking"])
def test_an_example_is_about_ten_lines(name):
    [block] = [block for block in fenced("python") if block.startswith(f"# {name}.py")]
    assert len([line for line in block.splitlines()[1:] if line.strip()]) <= 12


def test_without_the_strangers_package_its_plugins_are_not_there():
    assert "pharmacy_desk" not in plugins.connectors()
