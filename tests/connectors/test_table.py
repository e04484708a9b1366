import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from connectors.table import Table
from leakwatch import plugins
from leakwatch.errors import ConfigError
from leakwatch.events import ACTIONS, LOOKS

LOOK = {"clock": "2026-03-07 09:00:00", "actor": "G001", "subject": "K1"}


@pytest.fixture
def event(given):
    """The event of one row, under options."""

    def made(options=None, **cells):
        return given(Table(**(options or {})), {**LOOK, **cells})[0]

    return made


def test_a_row_without_an_action_is_a_look(event):
    assert event()["action"] == "view"
    assert event({"default_action": "list"})["action"] == "list"
    assert event({"default_action": "list"}, action="print")["action"] == "print"


@pytest.mark.parametrize("word", ["查询全部", "查", "VIEW", "1246"])
def test_a_word_that_is_not_listed_stays_as_written(event, word):
    assert event({"actions": {"查询": "view"}}, action=word)["action"] == word


def test_a_listed_word_is_its_action(event):
    actions = {"查询": "view", "导出": "export", "1246": "list"}
    said = [event({"actions": actions}, action=word)["action"] for word in actions]
    assert said == ["view", "export", "list"]


@pytest.mark.parametrize("cell", [None, "否", "N", "0", "false", "no", "maybe"])
def test_a_look_that_was_not_exported_stays_a_look(event, cell):
    assert event(export=cell)["action"] == "view"


@pytest.mark.parametrize("cell", ["是", "Y", "1", "true", "√", "yes", "Yes"])
def test_an_exported_look_is_an_export(event, cell):
    assert event(export=cell)["action"] == "export"


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - set(LOOKS)))
def test_what_is_no_look_is_never_an_export(event, action):
    assert event(action=action, export="是")["action"] == action


@pytest.mark.parametrize("word", ["成功", "正常", "OK", "normal", "0 errors", "查得", "1"])
def test_without_words_of_its_own_a_result_is_a_success(event, word):
    assert event(ok=word)["ok"] == "true"


@pytest.mark.parametrize(
    "word", ["失败", "失败：密码错误", "异常", "否", "N", "no", "Failure", "ERROR 401", "denied"]
)
def test_the_usual_words_say_that_it_failed(event, word):
    assert event(ok=word)["ok"] == "false"


@pytest.mark.parametrize(
    ("options", "word", "ok"),
    [
        ({"ok_words": ["0"]}, "0", "true"),
        ({"ok_words": ["0"]}, "1", "false"),
        ({"failed_words": ["1"]}, "0", "true"),
        ({"failed_words": ["1"]}, "1", "false"),
        ({"failed_words": ["1"]}, "失败", "true"),
        ({"ok_words": ["0"], "failed_words": ["1"]}, "2", "false"),
        ({"ok_words": ["0"]}, None, ""),
    ],
)
def test_of_words_given_the_others_are_the_opposite(event, options, word, ok):
    assert event(options, ok=word)["ok"] == ok


def test_a_word_of_neither_list_is_reported():
    assert Table(ok_words=["0"]).known == {}
    assert Table(ok_words=["0"], failed_words=["1"]).known == {"ok": ("0", "1")}


def test_only_a_login_that_failed_is_a_failed_login(event):
    assert event(action="login", ok="失败")["action"] == "login_failed"
    assert event(action="login", ok="成功")["action"] == "login"
    assert event(action="login")["action"] == "login"
    assert event(action="view", ok="失败")["action"] == "view"


def test_a_login_shows_nobodys_data(event):
    assert event({"data": "identity"}, action="login")["data"] == ""
    assert event({"data": "identity"})["data"] == "identity"


@pytest.mark.parametrize(
    ("cell", "data"),
    [
        ("通话详单查询", "call_record"),
        ("机主查询", "identity"),
        ("credit", "credit"),
        (None, "identity"),
    ],
)
def test_the_class_of_data_is_told_by_a_word_or_is_fixed(event, cell, data):
    options = {"data_words": {"详单": "call_record"}, "data": "identity"}
    assert event(options, data=cell)["data"] == data


def test_without_a_word_and_a_fixed_class_there_is_none(event):
    assert event(data="详单")["data"] == ""


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("10000000001", "phone"), ("+8610000000001", "phone"), ("１0000000001", "phone"),
        ("'10000000001", "phone"), ("1000000000", "key"), ("20000000001", "key"),
        ("100000000012", "key"), ("10000000001A", "key"), ("99010119900101000X", "id_no"),
        ("99010119900101000x", "id_no"), ("9901011990010100", "key"), ("1.38E+10", "key"),
        ("FY10000000001", "key"), ("100****0001", "key"),
    ],
)  # fmt: skip
def test_by_its_form_a_subject_is_a_phone_an_id_number_or_a_key(event, value, kind):
    said = event({"subject": "auto"}, subject=value)
    assert said["subject_kind"] == kind
    assert {name for name in ("phone", "id_no") if said[name]} == {kind} - {"key"}


@pytest.mark.parametrize("kind", ["phone", "id_no", "key"])
def test_a_kind_that_is_said_is_not_guessed(event, kind):
    said = event({"subject": kind}, subject="10000000001")
    assert said["subject_kind"] == kind
    assert (said["phone"] != "", said["id_no"] != "") == (kind == "phone", kind == "id_no")


def test_a_phone_of_its_own_goes_before_the_subject(event):
    said = event({"subject": "phone"}, subject="10000000001", phone="10000000002")
    assert (said["subject"], said["phone"]) == ("10000000001", "10000000002")


@pytest.mark.parametrize(
    "options",
    [
        {"actions": {"查询": "look"}}, {"default_action": "query"}, {"data": "secret"},
        {"data_words": {"详单": "calls"}}, {"subject": "mobile"},
    ],
)  # fmt: skip
def test_an_option_that_no_event_can_hold_is_the_operators(options):
    [key] = options
    with pytest.raises(ConfigError, match=rf"\[sources.a.options\]: {key}: .* is none of "):
        plugins.connector("table", options, where="[sources.a]")


def test_an_unknown_option_names_those_there_are():
    with pytest.raises(
        ConfigError, match=r"\[sources.a.options\]: unknown key 'action'; .*actions"
    ):
        plugins.connector("table", {"action": {}}, where="[sources.a]")


@drawn(st.dictionaries(st.text(min_size=1), st.sampled_from(ACTIONS), max_size=5))
def test_any_words_can_be_actions(words):
    assert Table(actions=words).actions == words


def test_two_of_one_kind_do_not_share_their_options():
    assert (Table(sector="telecom").sector, Table().sector) == ("telecom", "other")
    assert Table(subject="phone").subject == "phone"
    assert Table(subject="auto").subject == "key"
