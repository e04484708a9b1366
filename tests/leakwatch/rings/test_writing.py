from __future__ import annotations

import json

import networkx as nx
import pandas as pd
import pytest

from leakwatch.rings.found import MEMBERS, TIES, Rings
from leakwatch.rings.writing import write


def member(ring, name, kind="actor", side="inside", role="source", dealt=0.001):
    return (ring, 1e-9, name, kind, side, role, f"because of {name}", dealt)


@pytest.fixture
def rings():
    broker = member("R1", "电", "phone", "outside", "broker", None)
    members = [member("R1", "a"), member("R1", "b"), broker, member("R2", "a")]
    ties = [
        ("R1", "a", "b", "people", "opened the same people without a case", 31.0, 0.4, 1e-12),
        ("R1", "a", "b", "list", "in the same order", 9.0, 1.0, 1e-6),
        ("R1", "a", "电", "link", "calls 3 ×", None, None, None),
    ]
    return Rings(
        pd.DataFrame(members, columns=list(MEMBERS)), pd.DataFrame(ties, columns=list(TIES))
    )


def test_graph_programs_read_every_member_and_every_piece_of_evidence(rings, tmp_path):
    assert write(rings, tmp_path / "rings.graphml") == 4
    graph = nx.read_graphml(tmp_path / "rings.graphml", force_multigraph=True)
    assert graph.nodes["R1 电"]["role"] == "broker"
    assert {said["ring"] for _, said in graph.nodes(data=True)} == {"R1", "R2"}
    told = {(said["kind"], said.get("shared")) for *_, said in graph.edges(data=True)}
    assert told == {("people", 31.0), ("list", 9.0), ("link", None)}


def test_pages_read_it_as_nodes_and_edges(rings, tmp_path):
    write(rings, tmp_path / "rings.json")
    told = json.loads((tmp_path / "rings.json").read_text("utf-8"))
    assert [node["member"] for node in told["nodes"]] == ["a", "b", "电", "a"]
    graph = nx.node_link_graph(told, edges="edges")
    assert graph.number_of_edges() == 3
    assert all({"x", "y"} <= set(said) for _, said in graph.nodes(data=True))


@pytest.mark.parametrize("ending", [".graphml", ".json"])
def test_the_same_rings_are_the_same_bytes(rings, tmp_path, ending):
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    write(rings, one)
    turned = Rings(rings.members, rings.ties[::-1])
    write(turned, other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("ending", [".graphml", ".json"])
def test_no_rings_are_an_empty_graph(rings, tmp_path, ending):
    none = Rings(rings.members[:0], rings.ties[:0])
    assert write(none, tmp_path / f"none{ending}") == 0
