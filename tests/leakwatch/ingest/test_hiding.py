import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import identifiers
from leakwatch.errors import EventError
from leakwatch.ingest import hiding
from leakwatch.ingest.hiding import Hider
from leakwatch.tokens import Key, read_token

KEY = Key(bytes(range(32)), "AGE-SECRET-KEY-1")
WRITTEN = st.one_of(
    st.text(max_size=12),
    st.sampled_from([
        "13800000001", "+8613800000001", "138****0001", "1.38E+10", '="13800000001"', "\u3000",
        "99010119900101003x", "990101900101003", "Patient/a", "a", "MRN^^^X", "0571-88880000",
    ]),
)  # fmt: skip


def column(*values):
    return pa.array(values, pa.string())


@given(st.sampled_from(("phone", "id_no", "key")), st.lists(st.none() | WRITTEN, max_size=6))
def test_a_column_is_hidden_as_each_of_its_values_is_read(kind, written):
    hidden = Hider(KEY).hide(column(*written), kind)
    for place, value in enumerate(written):
        token = hidden.tokens[place].as_py()
        said = identifiers.read(kind, value) if value is not None else identifiers.Identifier()
        assert hidden.problems[place].as_py() == (said.problem or None)
        assert hidden.masked[place] == said.masked
        if token is None:
            assert not said.value
        else:
            assert token == read_token(KEY, kind, value)


@given(WRITTEN, st.sampled_from(["carrier", "*", "集团（一）"]), st.booleans())
def test_an_account_hides_as_the_command_line_reads_it(written, org, spanning):
    hidden = Hider(KEY, org, spanning=spanning).hide(column(written), "actor")
    said = identifiers.account(org, written, spanning=spanning)
    assert hidden.problems.to_pylist() == [said.problem or None]
    if said.value:
        assert hidden.tokens.to_pylist() == [read_token(KEY, "actor", said.value)]


@given(st.lists(WRITTEN, min_size=1, max_size=6))
def test_two_kinds_never_share_a_token(written):
    kinds = ("phone", "id_no", "key")
    tokens = [set(Hider(KEY).hide(column(*written), kind).tokens.to_pylist()) for kind in kinds]
    for one in range(3):
        for other in range(one):
            assert tokens[one] & tokens[other] <= {None}


def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch):
    values = [f"+861380000{number:04}" for number in range(50)] * 2
    expected = Hider(KEY).hide(column(*values), "phone").tokens.to_pylist()
    monkeypatch.setattr(hiding, "MOST_REMEMBERED", 7)
    hider = Hider(KEY)
    assert hider.hide(column(*values), "phone").tokens.to_pylist() == expected
    assert len(hider._odd) <= 7


def test_the_kind_may_stand_beside_each_value():
    values = ["carrier/G1", "13800000001", "wx_1", None, "x", "1.38E+10"]
    kinds = ["actor", "phone", "account", "phone", None, "phone"]
    hidden = Hider(KEY, "*", spanning=True).hide_by(column(*values), column(*kinds))
    assert hidden.tokens.to_pylist() == [
        KEY.token("actor", "carrier/G1"), KEY.token("phone", "13800000001"),
        KEY.token("key", "wx_1"), None, None, None,
    ]  # fmt: skip
    assert hidden.problems.to_pylist()[5] is not None
    assert len(Hider(KEY).hide_by(column(), column()).tokens) == 0


def test_a_contact_is_hidden_by_what_it_turns_out_to_be():
    hidden = Hider(KEY).hide(column("138-0000-0001", "wx_1", "138****0001"), "contact")
    assert hidden.tokens.to_pylist() == [
        KEY.token("phone", "13800000001"), KEY.token("key", "wx_1"), None,
    ]  # fmt: skip
    assert hidden.masked.tolist() == [False, False, True]


def test_region_and_birth_come_from_an_id_number_alone():
    hidden = Hider(KEY).hide(column("99010120150307003X", "E12345678", None), "id_no")
    assert hidden.regions.to_pylist() == ["99", None, None]
    assert hidden.births.tolist() == [20150307, 0, 0]


@pytest.mark.parametrize("kind", ["phone", "id_no", "key"])
def test_a_masked_value_has_no_token_anywhere(kind):
    with pytest.raises(EventError, match="a masked key has no token"):
        read_token(KEY, kind, "1380****001")
