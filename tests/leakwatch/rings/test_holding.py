from __future__ import annotations

import re

import numpy as np
import pytest

from leakwatch.language import language
from leakwatch.rings.find import find

ENDS, MIDDLE = (11, 93), 52


def name(act):
    return f"a{act:05d}"


@pytest.fixture(scope="module")
def chain(office):
    """One account that shares a list with each of two others, who share nothing."""
    made = office(9)
    for number, end in enumerate(ENDS):
        listed = 9 * 10**7 + 1000 * number + np.arange(30)
        for act in (end, MIDDLE):
            made.add(np.full(30, act), 9 + 10 * number, listed)
    return made


def because(rings):
    return dict(zip(rings.members["member"], rings.members["because"], strict=True))


def test_it_is_said_without_whom_the_ring_falls_apart(chain):
    said = because(find(chain.tell()))
    assert set(said) == {name(act) for act in (*ENDS, MIDDLE)}
    assert "without it the ring falls apart into 2" in said[name(MIDDLE)]
    assert not any("falls apart" in said[name(end)] for end in ENDS)


def test_an_outsider_both_ends_deal_with_holds_them_too(chain, links):
    rows = [("actor", name(end), "phone", "ph1", "通话") for end in ENDS]
    assert "falls apart" not in because(find(chain.tell(links=links(rows))))[name(MIDDLE)]


def test_who_hangs_on_the_ring_by_its_list_does_not_fall_off_with_another(office):
    made = office(1)
    ring = made.plant(5)
    said = because(find(made.tell()))
    assert set(said) == ring
    assert not any("falls apart" in one for one in said.values())


def test_the_sentences_are_in_the_language_of_the_organisation(chain, links):
    rows = [("actor", name(ENDS[0]), "phone", "ph1", "通话")]
    told = chain.tell(alerted=[name(MIDDLE)], links=links(rows))
    rings = find(told, say=language("zh"))
    english = because(find(told))
    assert set(because(rings)) == set(english)
    for member, said in because(rings).items():
        assert re.search(r"[\u4e00-\u9fff]", said)
        assert said != english[member]
    assert set(rings.ties["because"]) == {"在没有工单的情况下查看了相同的人", "通话 3 ×"}
