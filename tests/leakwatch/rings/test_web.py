from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pandas as pd
import pytest

from leakwatch.rings.roles import Standing, inside_role, outside_role
from leakwatch.rings.web import OWN, own_numbers, paths, reaching, tie, web

COLUMNS = ("a_kind", "a", "b_kind", "b", "relation", "times")


def links(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def staff(*rows):
    return pd.DataFrame(rows, columns=["actor", "phone", "id_no", "status"])


def test_a_serving_employees_number_stands_for_the_account_a_leavers_does_not():
    rows = links(("phone", "p1", "phone", "x", "通话", 2), ("phone", "p2", "phone", "x", "通话", 1))
    graph = web(rows, staff(("a1", "p1", None, "在职"), ("a2", "p2", None, "离职")))
    assert set(graph) == {("actor", "a1"), ("phone", "x"), ("phone", "p2"), ("actor", "a2")}
    assert graph.edges[("phone", "p2"), ("actor", "a2")]["relations"] == {OWN: 1}


def test_a_number_of_two_accounts_is_nobodys():
    assert own_numbers(staff(("a1", "p", None, "在职"), ("a2", "p", "i", "在职"))) == {
        ("id_no", "i"): ("actor", "a2")
    }


def test_evidence_for_the_same_two_adds_up_whichever_way_it_is_written():
    rows = links(
        ("actor", "a", "phone", "x", "通话", 2),
        ("phone", "x", "actor", "a", "通话", None),
        ("actor", "a", "phone", "x", "亲属", 1),
        ("phone", "x", "phone", "x", "通话", 1),
    )
    graph = web(rows, staff())
    assert graph.edges[("actor", "a"), ("phone", "x")]["relations"] == {"通话": 3, "亲属": 1}
    assert graph.number_of_edges() == 1
    assert reaching(graph).number_of_edges() == 1


@pytest.mark.parametrize(("accounts", "kept"), [(10, True), (11, False)])
def test_an_outsider_of_many_accounts_is_left_out(accounts, kept):
    rows = links(*[("actor", f"a{k}", "phone", "x", "通话", 1) for k in range(accounts)])
    assert (("phone", "x") in web(rows, staff())) is kept


def test_paths_are_short_and_pass_only_through_outsiders():
    graph = nx.Graph()
    nodes = [("phone", str(k)) for k in range(5)]
    for one, two in pairwise(nodes):
        tie(graph, one, two, "通话", 1)
    assert set(paths(graph, nodes[:1], set(nodes))) == set(nodes[:4])
    assert set(paths(graph, nodes[:1], set())) == set(nodes[:2])
    assert paths(graph, [("phone", "nobody")], set(nodes)) == {}


@pytest.mark.parametrize(
    ("accounts", "talks", "named", "pays", "role"),
    [
        (0, False, False, False, "other"),
        (0, False, False, True, "buyer"),
        (0, False, True, False, "buyer"),
        (0, False, True, True, "buyer"),
        (0, True, True, False, "broker"),
        (1, False, False, False, "broker"),
        (2, False, True, False, "broker"),
    ],
)
def test_the_role_of_an_outsider_follows_from_how_he_stands(accounts, talks, named, pays, role):
    assert outside_role(Standing(accounts, talks, named, pays)) == role


@pytest.mark.parametrize(
    ("borrowed", "opened", "approves", "role"),
    [
        (True, True, False, "lender"),
        (False, True, True, "source"),
        (False, False, True, "approver"),
        (False, False, False, "relay"),
    ],
)
def test_the_role_of_an_account_follows_from_what_it_did(borrowed, opened, approves, role):
    assert inside_role(borrowed=borrowed, opened=opened, approves=approves) == role
