"""Every sentence that people read is there in Chinese, with the same fields."""

import ast
import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.because import NO_HISTORY
from leakwatch.counterfactual import LEVERS
from leakwatch.detector import Watch
from leakwatch.duties import DUTIES
from leakwatch.excuses import EXCUSES
from leakwatch.explaining.parts import OTHERS
from leakwatch.feeds.days import FEED_DAYS
from leakwatch.inbox.passwords import BUSY, MANY
from leakwatch.inbox.refusing import ABSENT, AWAY, BROKEN, MISTAKEN
from leakwatch.inbox.refusing import SAID as SAID_OF_REFUSED
from leakwatch.inbox.routes.matters import SHOWN
from leakwatch.inbox.routes.signing import WRONG
from leakwatch.language import LANGUAGES, catalogue, entries, language
from leakwatch.norm import DISPUTED, TIERS, WITHOUT_NUMBER
from leakwatch.reckoning import GRADES, REASONS
from leakwatch.report.told import steps
from leakwatch.rings.reasons import BOUND
from leakwatch.rings.ties import SAID
from leakwatch.rings.web import NAMED, OWN, REACHING
from leakwatch.store.closing import OUTCOMES, SECOND
from leakwatch.store.lists import GROUPS, STATUSES, severities
from leakwatch.store.tracks import DECIDED, STATES, TRACKS
from leakwatch.store.users import ROLES

HOUSE = Path(__file__).parents[2]
OURS = sorted(path.stem for path in (HOUSE / "detectors").glob("[!_]*.py"))
CHINESE = catalogue("zh")
HAN = re.compile(r"[\u4e00-\u9fff]|^[^A-Za-z]+$")


def called(tree):
    """The sentences a module hands to `say`, as they are written."""
    for node in ast.walk(tree):
        name = getattr(node, "func", None)
        if isinstance(node, ast.Call) and getattr(name, "attr", getattr(name, "id", "")) == "say":
            yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def watched(one):
    """The sentences of a watch, which are the keys of what it looks for."""
    types = {"int64": "int64", "float64": "float64", "string": "object", "boolean": "bool"}
    none = {n: pd.Series(dtype=types.get(d, "datetime64[us]")) for n, d in FEED_DAYS.items()}
    return list(one.when(pd.DataFrame(none)))


def detectors():
    for name in OURS:
        kinds = vars(import_module(f"detectors.{name}")).values()
        one = next(kind for kind in kinds if getattr(kind, "name", None) == name)()
        for sentence in [one.because, *(watched(one) if isinstance(one, Watch) else [])]:
            yield pytest.param(sentence, id=f"{name}: {sentence[:30]}")
        for number, step in enumerate(steps(name, str), 1):
            yield pytest.param(step, id=f"{name}: step {number}")


def health():
    """What a look at the machine says without a number or a name in it, and what to do next."""
    for path in sorted((HOUSE / "leakwatch" / "health").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            checked = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check"
            for each in node.keywords if checked else ():
                if each.arg in ("said", "next"):
                    yield from (one.value for one in ast.walk(each.value)
                                if isinstance(one, ast.Constant) and " " in str(one.value)
                                and not isinstance(each.value, ast.JoinedStr))  # fmt: skip


#: what a page hands to `_`, with either quote; and every word between quotes
WRITTEN = re.compile(r"""\b_\(\s*(["'])((?:(?!\1).)+)\1\s*\)""")
QUOTED = re.compile(r"""(["'])((?:(?!\1).)+)\1""")
INBOX = HOUSE / "leakwatch" / "inbox"
#: what a page calls its language, which is no sentence
CODE = "language-code"
PACKAGES = ("leakwatch", "connectors", "detectors")


def pages():
    """The sentences that are written in the pages of the inbox, or told where none can be."""
    for path in sorted((INBOX / "templates").glob("*.html")):
        yield from ({said for _, said in WRITTEN.findall(path.read_text("utf-8"))} - {CODE})
    for path in sorted(INBOX.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from refused(node)


def refused(call):
    """Why something is not done, as a route says it."""
    named = [each.value for each in call.keywords if each.arg == "error"]
    raised = getattr(call.func, "id", "") == "HTTPException"
    for each in [*(call.args[1:2] if raised else []), *named]:
        if isinstance(each, ast.Constant) and each.value:
            yield each.value


def chosen():
    """The words that a page chooses from: roles, what becomes of alerts, what a list goes by."""
    told = {*ROLES, *STATUSES, *GROUPS, *severities().values()}
    for words in (DECIDED, STATES, TRACKS, OUTCOMES, SHOWN):
        told |= {*words.values()}
    told |= {SECOND, *(one.asks for one in DUTIES)}
    return told | {ABSENT, MISTAKEN, AWAY, BROKEN, *SAID_OF_REFUSED.values(), BUSY, WRONG, MANY}


def mentioned():
    """Every word between quotes in our code, for a page may get its words by any name."""
    yield CODE
    ours = [path for each in PACKAGES for path in (HOUSE / each).rglob("*.py")]
    for path in ours:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from (node.value, node.value.replace("_", " "))
    for path in (INBOX / "templates").glob("*.html"):
        yield from (said for _, said in QUOTED.findall(path.read_text("utf-8")))


def sentences():
    found = {NO_HISTORY, OTHERS, *OURS, *(lever.sentence for lever in LEVERS)}
    found |= {said for one in EXCUSES for said in (one.because, one.nearly) if said}
    found |= {*REASONS.values(), *GRADES.values(), *TIERS, *DISPUTED}
    found |= {*BOUND.values(), *SAID.values(), *REACHING.values(), OWN, NAMED}
    found |= {*WITHOUT_NUMBER.values(), *(one.why for one in DISPUTED.values())}
    found |= {*pages(), *chosen(), *health()}
    for path in (HOUSE / "leakwatch").rglob("*.py"):
        if "say(" in (text := path.read_text(encoding="utf-8")):
            found |= set(called(ast.parse(text)))
    return sorted(found)


def fields(sentence):
    return sorted({(name, spec) for _, name, spec, _ in Formatter().parse(sentence) if name})


def check(english):
    if not fields(english) or re.search(r"[a-z]", re.sub(r"{[^}]*}", "", english)):
        translated(english)


def translated(english):
    chinese = CHINESE.get(english, "")
    assert chinese, f'leakwatch/locale/zh/LC_MESSAGES/leakwatch.po lacks\nmsgid "{english}"'
    assert fields(chinese) == fields(english)
    assert HAN.search(chinese)


@pytest.mark.parametrize("sentence", list(detectors()))
def test_what_a_detector_says_is_said_in_chinese_with_the_same_numbers(sentence):
    check(sentence)


@pytest.mark.parametrize("sentence", sentences())
def test_every_other_sentence_is_too(sentence):
    check(sentence)


def test_nothing_is_translated_that_nobody_says():
    said = {*sentences(), *mentioned(), *(each.values[0] for each in detectors())}
    # what is wrong with a setting is told with its hint
    assert {each for each in set(CHINESE) - said if not said >= set(each.split("; "))} == set()


def test_a_chinese_page_says_that_it_is_one():
    assert CHINESE[CODE] == "zh-CN"


def test_english_says_what_is_written_and_chinese_what_is_known():
    assert language("en")("; ") == "; "
    assert language("zh")("; ") == "；"
    assert language("zh")("a stranger's sentence about {looks}") == (
        "a stranger's sentence about {looks}"
    )


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_the_catalogue_is_a_gettext_file_in_utf_8(name):
    text = (files("leakwatch") / "locale" / name / "LC_MESSAGES" / "leakwatch.po").read_text(
        "utf-8"
    )
    assert "Content-Type: text/plain; charset=UTF-8" in text
    assert f"Language: {name}" in text
    assert text.count("\nmsgid ") == text.count("\nmsgstr ") == 1 + len(entries(text))


def test_a_comment_an_empty_translation_and_a_plural_are_no_sentences():
    text = '# msgid "x"\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\n"c"\nmsgstr ""\n"d"\n'
    assert entries(text) == {"a": "", "bc": "d"}
    assert language("zh")("a") == "a"


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1)


@given(st.dictionaries(WORD, WORD))
def test_what_is_written_is_read_again(sentences):
    def quoted(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = "".join(f"msgid {quoted(a)}\nmsgstr {quoted(b)}\n\n" for a, b in sentences.items())
    assert entries(text) == sentences
