"""A chain tells what was done to it, and where."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.store import chain
from leakwatch.store.chain import GENESIS, Head, How, Row, check, hashed

#: what no database keeps cannot be in an entry
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
FIELDS = ("at", "who", "what", "whom", "details", "before", "hash")


def chained(*said, before=GENESIS, first=1):
    rows = []
    for number, (who, whom) in enumerate(said, first):
        row = Row(number, "2026-03-07T01:05:00.000000Z", who, "decided", whom, "{}", before, "")
        rows.append(row._replace(hash=hashed(row)))
        before = rows[-1].hash
    return rows


CHAINS = st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=12).map(lambda said: chained(*said))


def numbered(count):
    return chained(*(("lin", f"A{n}") for n in range(count)))


def again(rows, first):
    """The entries from `first` on with hashes as if they had always been so."""
    before = rows[first - 1].hash if first else GENESIS
    told = [(row.who, row.whom) for row in rows[first:]]
    return rows[:first] + chained(*told, before=before, first=first + 1)


def flaws(rows, **known):
    return check(rows, {name.replace("_", " "): head for name, head in known.items()}).flaws


def named(found):
    """Every number that the flaws name."""
    return {n for one in found for n in range(one.first, one.last + 1)}


@given(CHAINS)
def test_a_chain_nobody_touched_is_whole(rows):
    told = check(rows, {"the mark": Head(rows[-1].number, rows[-1].hash)})
    assert (told.entries, told.head.hash, told.flaws) == (len(rows), rows[-1].hash, [])


def test_no_entry_is_a_whole_chain():
    assert check([], {"the mark": chain.NOTHING}) == chain.Checked()


@given(CHAINS)
def test_a_hash_can_be_reckoned_without_leakwatch(rows):
    for row in rows:
        number, *texts, before, _ = row
        told = json.dumps([before, *texts, number], ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(told.encode()).hexdigest() == row.hash


@given(CHAINS, st.data())
def test_an_edited_field_is_found_and_named(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(FIELDS))
    other = data.draw(TEXTS.filter(lambda text: text != getattr(rows[at], name)))
    rows[at] = rows[at]._replace(**{name: other})
    found = flaws(rows)
    assert [(one.how, one.first, one.last) for one in found] == [(How.EDITED, at + 1, at + 1)]


@given(CHAINS, st.data())
def test_an_edited_entry_with_a_new_hash_is_found_by_the_next(rows, data):
    at = data.draw(st.integers(0, len(rows) - 2))
    other = rows[at]._replace(who=rows[at].who + "x")
    rows[at] = other._replace(hash=hashed(other))
    assert [(one.how, one.first, one.last) for one in flaws(rows)] == [
        (How.REPLACED, at + 1, at + 2)
    ]


@given(CHAINS, st.data())
def test_a_chain_made_anew_from_an_edit_on_is_found_by_its_mark(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    mark = Head(len(rows), rows[-1].hash)
    rows[at] = rows[at]._replace(who=rows[at].who + "x")
    rows = again(rows, at)
    assert flaws(rows) == []
    assert [(one.how, one.first) for one in flaws(rows, the_mark=mark)] == [
        (How.REPLACED, mark.number)
    ]


@given(CHAINS, st.data())
def test_a_removed_entry_is_found_and_named(rows, data):
    low = data.draw(st.integers(0, len(rows) - 2))
    high = data.draw(st.integers(low + 1, len(rows) - 1))
    del rows[low:high]
    assert [(one.how, one.first, one.last) for one in flaws(rows)] == [(How.MISSING, low + 1, high)]


@given(CHAINS, st.data())
def test_numbers_drawn_together_over_a_removed_entry_do_not_hide_it(rows, data):
    at = data.draw(st.integers(0, len(rows) - 2))
    rest = [row._replace(number=number) for number, row in enumerate(rows[at + 1 :], at + 1)]
    found = flaws(rows[:at] + rest)
    assert {one.how for one in found} == {How.MOVED}
    assert named(found) == set(range(at + 1, len(rows)))
    assert found[0].said == f"was number {at + 2}"


@given(CHAINS, st.data())
def test_an_end_cut_off_is_found_by_the_mark_and_by_no_other_means(rows, data):
    left = data.draw(st.integers(0, len(rows) - 1))
    mark = Head(len(rows), rows[-1].hash)
    assert flaws(rows[:left]) == []
    assert [(one.how, one.first, one.last) for one in flaws(rows[:left], the_mark=mark)] == [
        (How.TRUNCATED, left + 1, len(rows))
    ]


@given(CHAINS, st.data())
def test_two_entries_that_changed_places_are_found_and_named(rows, data):
    one, two = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))
    rows[one], rows[two] = rows[two]._replace(number=one + 1), rows[one]._replace(number=two + 1)
    assert [(flaw.how, flaw.first, flaw.last, flaw.said) for flaw in flaws(rows)] == [
        (How.MOVED, one + 1, one + 1, f"was number {two + 1}"),
        (How.MOVED, two + 1, two + 1, f"was number {one + 1}"),
    ]


@given(CHAINS, st.data())
def test_two_lines_of_a_file_that_changed_places_are_found(rows, data):
    one, two = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))
    rows[one], rows[two] = rows[two], rows[one]
    found = flaws(rows)
    assert {flaw.how for flaw in found} == {How.MOVED}
    assert one + 1 in named(found)
    assert {flaw.said for flaw in found} >= {f"stands after {two + 1 if two == one + 1 else two}"}


@given(CHAINS, st.data())
def test_a_line_that_stands_twice_is_found_and_named(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    rows.insert(data.draw(st.integers(at + 1, len(rows))), rows[at])
    found = flaws(rows)
    assert [(one.how, one.first) for one in found] == [(How.INSERTED, at + 1)]


@given(CHAINS, st.data())
def test_an_entry_put_in_is_found_where_it_stands(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    mark = Head(len(rows), rows[-1].hash)
    [new] = chained(("kai", "A9"), before=rows[at - 1].hash if at else GENESIS, first=at + 1)
    rest = [row._replace(number=number) for number, row in enumerate(rows[at:], at + 2)]
    found = flaws([*rows[:at], new, *rest], the_mark=mark)
    assert [(one.how, one.first, one.last) for one in found if one.how == How.MOVED] == [
        (How.MOVED, number, number) for number in range(at + 2, len(rows) + 2)
    ]


def test_an_entry_put_behind_the_end_cannot_be_told_from_one_of_ours():
    rows = numbered(3)
    assert flaws([*rows, *chained(("kai", "A9"), before=rows[-1].hash, first=4)]) == []


def test_the_first_entry_follows_nothing():
    rows = chained(("lin", "A1"), before="1" * 64)
    assert [(one.how, one.first, one.last) for one in flaws(rows)] == [(How.REPLACED, 1, 1)]


def test_a_head_cut_short_is_compared_as_far_as_it_goes():
    rows = numbered(3)
    assert flaws(rows, paper=Head(2, rows[1].hash[:32])) == []
    [found] = flaws(rows, paper=Head(2, rows[2].hash[:32]))
    assert found == (How.REPLACED, "not the entry that paper knows: it was replaced, or one "
                     "before it", 2, 2)  # fmt: skip


def test_of_several_heads_ahead_the_farthest_is_told():
    [found] = flaws(numbered(2), paper=Head(4, "ab"), the_mark=Head(9, "cd"))
    assert found == (How.TRUNCATED, "cut off at the end: the mark knows 9 entries", 3, 9)


def test_neighbours_that_were_edited_are_told_together():
    rows = [row._replace(who="kai") if row.number in (2, 3, 4, 6) else row for row in numbered(7)]
    assert [(one.first, one.last) for one in flaws(rows)] == [(2, 4), (6, 6)]


@pytest.mark.parametrize("count", [chain.MANY - 1, chain.MANY + 300])
def test_where_very_much_is_wrong_reading_stops(count):
    told = check(row._replace(who="kai") for row in numbered(count))
    assert told.whole == (count < chain.MANY)
    assert told.entries == min(count, chain.MANY + 1)
    assert [(one.first, one.last) for one in told.flaws] == [(1, told.entries)]
