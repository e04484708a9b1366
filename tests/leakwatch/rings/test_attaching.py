from __future__ import annotations

import pandas as pd
import pytest

from leakwatch.rings.attaching import approvers, attached
from leakwatch.rings.bonds import BONDS

CORE = frozenset({"a00001", "a00002", "a00003"})


@pytest.fixture(scope="module")
def told(office):
    return office(1, accounts=9).tell(alerted=["a00007"])


def bound(*rows):
    return pd.DataFrame([(*sorted(ends), kind, 9, 0.1, 1e-9, 1e-6) for *ends, kind in rows],
                        columns=list(BONDS))  # fmt: skip


@pytest.mark.parametrize("kind", ["device", "place"])
def test_who_is_bound_to_two_of_a_core_belongs_to_it(told, kind):
    rows = bound(("a00005", "a00001", kind), ("a00005", "a00002", kind))
    assert attached(told, rows, [CORE], {}) == [CORE | {"a00005"}]


@pytest.mark.parametrize(("account", "belongs"), [("a00005", False), ("a00007", True)])
def test_one_bond_is_enough_only_for_who_leans_towards_an_alert(told, account, belongs):
    rows = bound((account, "a00001", "place"))
    assert attached(told, rows, [CORE], {}) == [CORE | {account} if belongs else CORE]


@pytest.mark.parametrize("kind", ["people", "looks", "list", "clients", "approval"])
def test_what_they_opened_is_judged_elsewhere(told, kind):
    rows = bound(("a00007", "a00001", kind), ("a00007", "a00002", kind))
    assert attached(told, rows, [CORE], {}) == [CORE]


def test_a_member_of_one_core_is_not_of_another_too(told):
    other = frozenset({"a00004", "a00005"})
    rows = bound(("a00004", "a00001", "place"), ("a00004", "a00002", "place"))
    assert attached(told, rows, [CORE, other], {}) == [CORE, other]


def test_bonds_among_others_bring_nobody(told):
    rows = bound(("a00007", "a00005", "place"), ("a00007", "a00006", "place"))
    assert attached(told, rows, [CORE], {}) == [CORE]


def test_an_approver_belongs_to_the_core_he_is_the_approver_of(told):
    both = attached(told, bound(), [CORE, frozenset({"a00004", "a00006"})], {1: {"a00008"}})
    assert both == [CORE, {"a00004", "a00006", "a00008"}]


def approved(rows, deeds):
    """A core of three, ten others of its branch; who approved how many of whose looks."""
    told = [
        deeds([(act, day, "p", None)], approver=f"a{by:05d}", times=times, unexplained=bare)
        for act, by, day, times, bare in rows
    ]  # fmt: skip
    return told[0].union(*told[1:])


USUAL = [(act, 190, day, 6, 1) for act in range(0, 260, 20) for day in range(20)]
CORE_OF = frozenset({"a00000", "a00020", "a00040"})


def by_hand(office, deeds, rows):
    told = office(1, accounts=261).tell(deeds=approved([*USUAL, *rows], deeds))
    return approvers(told, [CORE_OF])


def test_who_approves_members_without_a_case_and_nobody_else_is_their_approver(office, deeds):
    rows = [(act, 191, day, 4, 4) for act in (0, 20, 40) for day in range(6)]
    assert by_hand(office, deeds, rows) == {0: {"a00191"}}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(0, 191, day, 4, 4) for day in range(6)],
        [(act, 191, day, 4, 0) for act in (0, 20, 40) for day in range(6)],
        [(act, 191, day, 6, 1) for act in range(0, 260, 20) for day in range(9)],
    ],
    ids=["the manager", "one member's", "with cases", "everybody's"],
)
def test_other_approvers_are_not(office, deeds, rows):
    assert by_hand(office, deeds, rows) == {}
