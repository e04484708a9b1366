import pytest

from leakwatch import plugins
from leakwatch.errors import ConfigError, PluginError

MODULE = """
from leakwatch.connector import Connector
from leakwatch.detector import Detector

class Theirs(Connector):
    name = "theirs"
    columns = {"a*": "string"}
    def rows(self, raw):
        return raw

class Half(Connector):
    name = "half"
    columns = {}

class Choosy(Connector):
    name = "choosy"
    columns = {"a*": "string"}
    def __init__(self, words: tuple = ()) -> None:
        if "bad" in words:
            raise ValueError("bad is no word")
        self.words = words
    def rows(self, raw):
        return raw

class Picky:
    name = "picky"
    def __init__(self, limit: int = 1) -> None:
        if limit < 0:
            raise ValueError("limit is not below 0")
        self.limit = limit

def function(): ...
function.name = "function"
"""
POINTS = """
[leakwatch.connectors]
theirs = strangers_plugin:Theirs
other = strangers_plugin:Theirs
half = strangers_plugin:Half
choosy = strangers_plugin:Choosy
gone = strangers_plugin:Gone
nowhere = strangers_nowhere:Theirs
function = strangers_plugin:function

[leakwatch.detectors]
picky = strangers_plugin:Picky
"""


@pytest.fixture(autouse=True)
def _installed(tmp_path, monkeypatch):
    info = tmp_path / "strangers-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strangers\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    (tmp_path / "strangers_plugin.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)


def test_a_strangers_connector_is_found_beside_ours():
    assert {"theirs", "telecom_crm"} <= set(plugins.connectors())
    assert plugins.connector("theirs").required() == ("a",)


def test_what_is_installed_or_taken_away_meanwhile_is_found_or_gone(tmp_path):
    before = plugins.connectors()
    (tmp_path / "strangers-1.0.dist-info").rename(tmp_path / "strangers-1.0.gone")
    assert "theirs" not in plugins.connectors()
    (tmp_path / "strangers-1.0.gone").rename(tmp_path / "strangers-1.1.dist-info")
    assert plugins.connectors() == before


def test_names_are_in_order():
    assert list(plugins.connectors()) == sorted(plugins.connectors())
    assert list(plugins.detectors()) == sorted(plugins.detectors())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "other",
            "strangers_plugin:Theirs: the class must have name = 'other', as its entry point",
        ),
        ("gone", "strangers_plugin:Gone: cannot be loaded"),
        ("nowhere", "strangers_nowhere:Theirs: cannot be loaded"),
        ("function", "strangers_plugin:function: the class must have name"),
        ("half", "strangers_plugin:Half: Can't instantiate abstract class Half"),
    ],
)
def test_a_plugin_that_breaks_its_promise_is_named(name, says):
    with pytest.raises(PluginError) as error:
        plugins.connector(name)
    assert says in str(error.value)


def test_an_unknown_name_lists_those_installed():
    with pytest.raises(ConfigError, match=r"\[sources.a\]: no connector is named 'x'; .*theirs"):
        plugins.connector("x", where="[sources.a]")
    with pytest.raises(ConfigError, match=r"no detector is named 'x'; installed: .*picky"):
        plugins.detector("x")


def test_a_detector_takes_its_keys_from_the_settings():
    assert plugins.detector("picky", {"limit": 7}).limit == 7
    assert plugins.detector("picky").limit == 1


def test_a_key_that_is_none_is_named_with_those_that_are():
    with pytest.raises(ConfigError, match=r"picky\]: unknown key 'limits'; picky takes: limit"):
        plugins.detector("picky", {"limits": 7})


@pytest.mark.parametrize("keywords", [{"limit": -1}, {"limit": "many"}])
def test_a_wrong_key_is_the_operators(keywords):
    with pytest.raises(ConfigError, match=r"\[detect.detectors.picky\]: .*docstring"):
        plugins.detector("picky", keywords)


def test_a_connector_takes_its_keys_from_the_settings():
    assert plugins.connector("choosy", {"words": ["a"]}, where="[sources.x]").words == ["a"]
    assert plugins.connector("choosy").words == ()


@pytest.mark.parametrize(
    ("name", "keywords", "says"),
    [
        ("choosy", {"word": "a"}, r"x.options\]: unknown key 'word'; choosy takes: words"),
        ("theirs", {"word": "a"}, r"x.options\]: unknown key 'word'; theirs takes: none"),
        ("choosy", {"words": ["bad"]}, r"x.options\]: bad is no word; .*docstring"),
        ("choosy", {"words": 7}, r"x.options\]: .*docstring"),
    ],
)
def test_a_connectors_wrong_key_is_the_operators(name, keywords, says):
    with pytest.raises(ConfigError, match=says):
        plugins.connector(name, keywords, where="[sources.x]")
