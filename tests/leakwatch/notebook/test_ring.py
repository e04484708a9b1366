"""A ring by hand: who, when, whom, by what, and without whom; drawn for viewers without scripts."""

import re
from xml.etree import ElementTree

import pytest

import leakwatch
from leakwatch.charts.ink import inked
from leakwatch.errors import ConfigError
from leakwatch.notebook import map as mapped
from leakwatch.notebook.widget import RingWidget
from leakwatch.rings import drawing, named

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
#: what a viewer takes away, runs or follows
FOREIGN = re.compile(
    r"<script|<iframe|<object|<link|<img|<a[ >]|\son\w+=|href=|url\(|https?://(?!www.w3.org/2000/svg)"
)


@pytest.fixture(scope="module")
def ring(lw):
    return lw.ring("R1")


def plain(shown):
    """The same, without what must not be in it."""
    assert not FOREIGN.search(shown)
    assert "class=" not in SVG.search(shown)[0]
    for drawn in SVG.findall(shown):
        ElementTree.fromstring(drawn)
    return shown


def test_members_evidence_and_graph_tell_the_same(ring, account):
    assert list(ring.members["side"]) == ["inside"] * 4 + ["outside"]
    assert set(ring.members["member"]) == set(ring.graph())
    assert ring.graph().number_of_edges() == len(ring.evidence) == 4
    assert set(ring.evidence["a"]) | set(ring.evidence["b"]) == set(ring.members["member"])
    assert repr(ring) == "ring R1: 5 members, 4 ties"


def test_the_map_names_each_member_by_a_few_letters_of_its_token(ring, account):
    shown = plain(ring._repr_html_())
    for who in ("G001", "G004"):
        assert account(who)[: named.SHOWN] in shown
    assert "G001" not in shown
    assert list(ring.map().table["member"]) == list(ring.members["member"])


def test_the_timeline_has_each_day_on_which_shared_people_were_opened(ring, account):
    table = ring.timeline().table
    assert {(actor, f"{day:%m-%d}"): people for actor, day, people in table.itertuples(index=False)
            } == {(account(who), day): many
                  for who, many in (("G001", 24), ("G002", 24), ("G003", 12), ("G004", 6))
                  for day in ("03-12", "03-13")}  # fmt: skip
    plain(ring.timeline()._repr_html_())


def test_the_matrix_of_people_begins_with_those_whom_most_accounts_opened(ring, account):
    table = ring.matrix().table.set_index("actor")
    assert table.shape == (4, 24)
    assert table.notna().sum().tolist() == [4] * 6 + [3] * 6 + [2] * 12
    assert table.loc[account("G001")].tolist() == [2.0] * 24
    plain(ring.matrix()._repr_html_())


def test_the_matrix_of_hours_counts_all_looks_by_the_clock(ring, account):
    table = ring.matrix(by="hours").table.set_index("actor")
    assert table.loc[account("G004")].sum() == 6 * 5 + 2 * 6
    assert list(table.columns) == list(range(24))
    assert table[8].isna().all()
    with pytest.raises(ConfigError, match="no matrix by 'days'"):
        ring.matrix(by="days")


def test_a_member_is_explained_by_its_ties_and_what_is_left_without_it(ring, account):
    told = ring.explain(account("G001")[:12])
    assert told.lines[0].endswith("opened 24 in common")
    assert len(told.lines) == 1 + 4 + 1
    assert "so many parts: 3" in told.lines[-1]
    assert told.lines[0] in repr(told)


def test_without_the_one_who_holds_it_a_ring_falls_apart(ring, account):
    left = ring.without(account("G001"))
    assert (left.parts, left.p) == (3, 1.0)
    assert len(left.ring.members) == 4
    assert left.ring.evidence.empty
    assert len(ring.members) == 5
    outside = ring.without("abab")
    assert outside.parts == 1
    assert outside.p < 1e-6
    plain(outside._repr_html_())


def test_a_large_ring_is_laid_out_once_for_all_who_draw_it(lw, monkeypatch):
    ring, laid, lay = lw.ring("R1"), [], drawing.laid_out
    monkeypatch.setattr(mapped, "MOST", 4)
    monkeypatch.setattr(drawing, "laid_out", lambda graph: laid.append(graph) or lay(graph))
    drawn = RingWidget(ring)
    ring.graph().clear()
    assert ring.map().svg.count("<path") == 4
    assert len(laid) == 1
    assert sorted(one["kind"] for one in drawn.graph["edges"]) == ["link"] + ["people"] * 3


def test_only_members_can_be_selected_each_once_and_whoever_observes_hears_of_it(ring):
    drawn, heard = RingWidget(ring), []
    drawn.observe(lambda change: heard.append(change["new"]), "selection")
    one, *_, last = ring.members["member"]
    drawn.selected = [last, "ff" * 16, one, last]
    assert drawn.selected == [last, one]
    assert [list(told["member"]) for told in heard] == [[one, last]]
    assert repr(drawn) == "ring R1: 5 members, 4 ties, 2 selected"


@pytest.mark.parametrize("said", ["", "zz", "G001"])
def test_who_is_no_member_is_told(ring, said):
    with pytest.raises(ConfigError, match="no member is named"):
        ring.explain(said)


def test_one_file_has_all_of_it_and_needs_nothing(ring, tmp_path):
    place = ring.to_html(tmp_path / "ring.html")
    shown = place.read_text(encoding="utf-8")
    plain(shown.replace("default-src 'none'", ""))
    assert len(SVG.findall(shown)) >= 4
    assert "default-src 'none'" in shown
    assert "G001" not in shown
    assert "10099" not in shown
    assert '<html lang="en">' in shown
    assert ring.to_html(tmp_path / "again.html").read_text(encoding="utf-8") == shown


def test_a_file_says_which_language_it_is_in(own, tmp_path):
    told = (own / "leakwatch.toml").read_text(encoding="utf-8")
    (own / "leakwatch.toml").write_text(told.replace("[sources", 'language = "zh"\n[sources', 1))
    with leakwatch.open(own / "leakwatch.toml") as lw:
        shown = lw.ring("R1").to_html(tmp_path / "ring.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in shown


def test_a_drawing_is_escaped_and_its_colours_are_in_it():
    drawn = inked('<a href="#m1" aria-label="a &lt; b"><path d="M0" class="tie opened"></path></a>')
    assert drawn == ('<g aria-label="a &lt; b"><path d="M0" fill="none" stroke-linecap="round" '
                     'stroke="#3568b8"></path></g>')  # fmt: skip


def test_nbconvert_keeps_the_drawing_as_it_is(ring):
    nbformat = pytest.importorskip("nbformat")
    exporter = pytest.importorskip("nbconvert").HTMLExporter()
    shown = {"text/html": ring._repr_html_(), "image/svg+xml": ring._repr_svg_()}
    output = nbformat.v4.new_output("display_data", data=shown | {"text/plain": repr(ring)})
    cell = nbformat.v4.new_code_cell("ring", outputs=[output])
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    for mark in ("<svg", "<polygon", 'fill="#0b57d0"', "<title>"):
        assert page.count(mark) >= shown["text/html"].count(mark) > 0
