from __future__ import annotations

import pandas as pd
import pytest

from leakwatch.rings.attaching import attached
from leakwatch.rings.bonds import BONDS

CORE = frozenset({"a00001", "a00002", "a00003"})


@pytest.fixture(scope="module")
def told(office):
    return office(1, accounts=9).tell(alerted=["a00007"])


def bound(*rows):
    return pd.DataFrame([(*sorted(ends), kind, 9, 0.1, 1e-9, 1e-6) for *ends, kind in rows],
                        columns=list(BONDS))  # fmt: skip


@pytest.mark.parametrize("kind", ["device", "place", "approval"])
def test_who_is_bound_to_two_of_a_core_belongs_to_it(told, kind):
    rows = bound(("a00005", "a00001", kind), ("a00005", "a00002", kind))
    assert attached(told, rows, [CORE]) == [CORE | {"a00005"}]


@pytest.mark.parametrize(("account", "belongs"), [("a00005", False), ("a00007", True)])
def test_one_bond_is_enough_only_for_who_leans_towards_an_alert(told, account, belongs):
    rows = bound((account, "a00001", "approval"))
    assert attached(told, rows, [CORE]) == [CORE | {account} if belongs else CORE]


@pytest.mark.parametrize("kind", ["people", "looks", "list", "clients"])
def test_what_they_opened_is_judged_elsewhere(told, kind):
    rows = bound(("a00007", "a00001", kind), ("a00007", "a00002", kind))
    assert attached(told, rows, [CORE]) == [CORE]


def test_a_member_of_one_core_is_not_of_another_too(told):
    other = frozenset({"a00004", "a00005"})
    rows = bound(("a00004", "a00001", "place"), ("a00004", "a00002", "place"))
    assert attached(told, rows, [CORE, other]) == [CORE, other]


def test_bonds_among_others_bring_nobody(told):
    rows = bound(("a00007", "a00005", "approval"), ("a00007", "a00006", "approval"))
    assert attached(told, rows, [CORE]) == [CORE]
