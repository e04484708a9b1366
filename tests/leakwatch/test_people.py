import random
from collections import defaultdict

import ibis
import pyarrow as pa
import pytest

from leakwatch import events, people

TOKENS = ("subject", "phone", "id_no")
TEXT = dict.fromkeys(TOKENS, "string")


def _table(rows, columns):
    full = [{column: row.get(column) for column in columns} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(full, schema=ibis.schema(columns).to_pyarrow()))


def _persons(*sightings):
    rows = [dict(zip(TOKENS, seen, strict=True)) for seen in sightings]
    return _table(rows, TEXT).pipe(people.persons)


def _known(*sightings):
    table = _persons(*sightings).to_pyarrow().to_pylist()
    assert len(table) == len({row["token"] for row in table})
    return {row["token"]: row["person"] for row in table}


CROWD = [("k1", f"f{n}", None) for n in range(4)]


@pytest.mark.parametrize(
    ("sightings", "token", "person"),
    [
        ([("k1", None, None)], "k1", "k1"),
        ([(None, "f1", None)], "f1", "f1"),
        ([(None, "f1", "i1"), (None, "f1", "i2")], "f1", "f1"),  # a family, a recycled number
        ([(None, "f1", "i1"), (None, "f1", "i2")], "i1", "i1"),
        ([("k1", None, "i1"), ("k1", None, "i2")], "k1", "k1"),
        ([("k1", "f1", None), ("k1", "f2", None)], "k1", "k1"),
        ([("k1", "f1", None), (None, "f1", "i1"), (None, "f1", "i2")], "k1", "f1"),
        ([*CROWD, ("k1", None, "i1")], "k1", "k1"),
        ([*CROWD], "k1", "k1"),
        ([("k1", "f1", None), ("k1", None, "i1")], "f1", "f1"),
        ([("f1", "f2", None)], "f1", "f2"),
        ([("f1", "f2", None), ("k1", "f1", None)], "f1", "f1"),  # a phone is no record key
        ([("i1", "f1", None), ("i1", "f1", "i1")], "i1", "i1"),
        ([("f1", "f1", None)], "f1", "f1"),
        ([("f1", "f1", "i1")], "f1", "i1"),
        ([(None, "f1", "i1"), (None, "f1", None)], "f1", "i1"),
        ([("k1", None, "i1"), ("k1", "f1", None)], "k1", "i1"),
        ([*CROWD[:3], ("k1", None, "i1")], "k1", "i1"),
        ([("k1", "f1", None)], "k1", "f1"),
        ([("k1", "f1", None), (None, "f1", "i1")], "k1", "i1"),
        ([("k1", "f1", None), ("k2", "f1", None)], "k2", "f1"),
    ],
)
def test_a_token_is_the_person_it_was_seen_with(sightings, token, person) -> None:
    assert _known(*sightings)[token] == person
    assert _known(*sightings[::-1], *sightings)[token] == person


@pytest.mark.parametrize("seed", range(5))
def test_random_sightings_agree_with_the_rule_said_again(seed) -> None:
    dice = random.Random(seed)
    names = {"subject": "k", "phone": "f", "id_no": "i"}
    rows = [
        tuple(dice.choice([None, f"{names[name]}{dice.randrange(9)}"]) for name in TOKENS)
        for _ in range(25)
    ]
    ids, phones = defaultdict(set), defaultdict(set)
    for key, phone, id_no in rows:
        for token in (key, phone, id_no):
            ids[token] |= {id_no} - {None}
        phones[key] |= {phone} - {None}

    def person(token):
        if len(ids[token]) == 1 and not (token[0] == "k" and len(phones[token]) > 3):
            return next(iter(ids[token]))
        lone = token[0] == "k" and not ids[token] and len(phones[token]) == 1
        return person(next(iter(phones[token]))) if lone else token

    assert _known(*rows) == {token: person(token) for token in ids if token is not None}


def test_two_id_numbers_are_never_one_person() -> None:
    known = _known(("k1", "f1", "i1"), ("k1", "f1", "i2"), ("k2", "f1", None), ("k2", None, "i3"))
    assert [known[i] for i in ("i1", "i2", "i3")] == ["i1", "i2", "i3"]


@pytest.mark.parametrize(
    ("shown", "person"),
    [
        ((None, None, None), None),
        ((None, "f1", None), "f1"),  # the family's phone, nobody in particular
        ((None, "f1", "i2"), "i2"),
        (("f1", "f1", "i2"), "i2"),
        (("k9", None, None), "k9"),
        (("k9", "f2", None), "k9"),
        (("k1", None, None), "i1"),
        ((None, "f2", None), "i3"),
    ],
)
def test_an_event_is_about_the_person_it_shows(shown, person) -> None:
    persons = _persons(
        (None, "f1", "i1"), (None, "f1", "i2"), ("k1", None, "i1"), (None, "f2", "i3")
    )
    event = dict(zip(TOKENS, shown, strict=True)) | {"line": 7, "actor": "a1"}
    table = people.with_person(_table([event] * 2, events.EVENTS), persons)
    assert list(table.columns) == list(events.EVENTS)
    rows = table.to_pyarrow().to_pylist()
    assert [(row["subject"], row["phone"], row["line"]) for row in rows] == [
        (person, shown[1], 7)
    ] * 2


def test_cases_are_about_whom_they_name() -> None:
    persons = _persons(("k1", None, "i1"), (None, "f2", "i3"))
    rows = [{"key": "k1"}, {"phone": "f2"}, {"id_no": "i9", "key": "k1"}, {"case": "c1"}]
    table = people.with_case_person(_table(rows, events.CASES), persons)
    assert list(table.columns) == [*events.CASES, "person"]
    assert table.person.to_pyarrow().to_pylist() == ["i1", "i3", "i9", None]


def test_sightings_come_from_events_and_every_table_that_names_people() -> None:
    look = _table([{"subject": "k1", "phone": "f1"}] * 2, events.EVENTS)
    context = {
        "staff": _table([{"phone": "f2", "id_no": "i2"}], events.STAFF),
        "cases": _table([{"key": "k1", "id_no": "i1"}, {"key": "k1"}], events.CASES),
        "links": _table([{"a": "f1"}], events.LINKS),
    }
    rows = people.sightings(look, context).to_pyarrow().to_pylist()
    assert sorted(tuple(str(v) for v in row.values()) for row in rows) == [
        ("None", "f2", "i2"), ("k1", "None", "None"), ("k1", "None", "i1"), ("k1", "f1", "None")
    ]  # fmt: skip
    assert people.sightings(look, {}).count().to_pyarrow().as_py() == 1
