"""Rings in the inbox: the list, one ring's page and files, who may see them, the API."""

import re

import networkx as nx
import pandas as pd
import pytest

from leakwatch.charts import ring as chart
from leakwatch.charts.ring_days import ring_days
from leakwatch.rings import named as telling
from leakwatch.store import changes, matters, trail
from leakwatch.store.chain import Row
from leakwatch.store.rings import COLUMNS, save_rings
from leakwatch.store.ties import COLUMNS as TIES

SAID = "opened 12 of the same people as other members (2) within 7 days"
BROKER = "bb" * 16


def rows(name, accounts, p=1e-9, outside=(BROKER,), because=SAID):
    inside = [(name, p, one, "actor", "inside", "source", because, 0.001) for one in accounts]
    return inside + [(name, p, one, "phone", "outside", "broker", "linked to 1", 0.001)
                     for one in outside]  # fmt: skip


def keep(inbox, members, ties=()):
    numbers = dict.fromkeys(("shared", "expected", "p"), "float64")
    joined = pd.DataFrame(ties, columns=TIES).astype(numbers)
    save_rings(inbox.store, pd.DataFrame(members, columns=COLUMNS), joined)


@pytest.fixture
def ringed(inbox):
    """R1: G002, G003, G004 and a broker; R2: G001 (whose user mo is) and G005, less likely."""
    two, three, four = (inbox.accounts[who] for who in ("G002", "G003", "G004"))
    a, b = sorted((two, three))
    ties = [
        ("R1", a, b, "people", "opened the same people", 12.0, 0.04, 1e-12),
        ("R1", *sorted((two, four)), "list", "in the same order", 9.0, 1.0, 1e-6),
        ("R1", *sorted((four, BROKER)), "link", "calls 3 ×", None, None, None),
    ]
    second = rows("R2", [inbox.accounts["G001"], inbox.accounts["G005"]], 1e-20, ())
    keep(inbox, [*rows("R1", [two, three, four]), *second], ties)
    return inbox


def deeds(inbox):
    with inbox.store.reading() as session:
        entries: list[Row] = list(trail.rows(session))
    return [(one.who, one.what, one.whom) for one in entries if one.what != "signed_in"]


def names(page):
    return re.findall(r'href="/rings/(R\d+)"', page.text)


def test_the_list_has_the_least_likely_ring_first(ringed):
    page = ringed.as_("ana").get("/rings")
    assert page.status_code == 200
    assert names(page) == ["R2", "R1"]
    assert "source account 3 · broker 1" in page.text
    assert "lead material" in page.text


#: what cannot be understood is left out
ASKED = [
    ("sort=-p", ["R1", "R2"]), ("sort=-accounts", ["R1", "R2"]), ("text=r1", ["R1"]),
    ("text=bbbb", ["R1"]), ("text=nobody", []), ("standing=apart", []),
    ("page=2", []), ("standing=any", ["R2", "R1"]), ("text=%25", []),
    ("sort=evil&standing=x&page=-1", ["R2", "R1"]), ("page=9999999999", ["R2", "R1"]),
    ("text=' OR 1=1 --", []),
]  # fmt: skip


def test_the_address_says_which_rings_in_which_order(ringed):
    browser = ringed.as_("ana")
    for query, found in ASKED:
        page = browser.get(f"/rings?{query}")
        assert (query, page.status_code, names(page)) == (query, 200, found)


def test_a_ring_is_drawn_and_told_in_tables(ringed):
    page = ringed.as_("ana").get("/rings/R1")
    assert page.status_code == 200
    links = re.findall(r'<a href="#([mt]\d)"[^>]*aria-label', page.text)
    assert links == ["m1", "m2", "m3", "m4", "t1", "t2", "t3"]
    rows_ = re.findall(r'<tr id="([mt]\d)"', page.text)
    assert sorted(rows_) == sorted(links)
    assert "12 in common, expected by chance 0.04, p 1e-12" in page.text
    assert "the members met as often in 0 of these" in page.text
    assert "It says nothing of guilt" in page.text
    assert re.search(r'href="/alerts/A2"', page.text)


def test_without_whom_a_ring_falls_apart_is_in_the_table(ringed):
    page = ringed.as_("ana").get("/rings/R1").text
    row = re.search(rf'<tr id="m\d"[^>]*>(?:(?!</tr>).)*{ringed.accounts["G002"]}.*?</tr>', page,
                    re.DOTALL)  # fmt: skip
    assert "falls apart into 2" in row[0]
    assert page.count("holds together") == 2


def test_what_logs_say_is_never_markup(inbox):
    evil = "<script>alert(1)</script>"
    keep(inbox, rows("R1", [inbox.accounts["G002"], evil], because=evil))
    for page in (inbox.as_("ana").get("/rings/R1"), inbox.as_("ana").get("/rings/R1/days")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in inbox.as_("ana").get("/rings/R1").text


def test_nobody_sees_a_ring_he_is_in(ringed):
    mo, ana = ringed.as_("mo"), ringed.as_("ana")
    assert names(mo.get("/rings")) == ["R1"]
    for path in ("/rings/R2", "/rings/R2/days", "/api/v1/rings/R2", "/api/v1/rings/R2/graph",
                 "/api/v1/rings/R2/days"):  # fmt: skip
        assert (ana.get(path).status_code, mo.get(path).status_code) == (200, 404)
    assert mo.send_form("/rings/R2/export", form="json").status_code == 404
    assert [one["name"] for one in mo.get("/api/v1/rings").json()["rings"]] == ["R1"]


def test_nobody_learns_from_others_of_a_ring_he_is_in(ringed):
    mo, ana, fellow = ringed.as_("mo"), ringed.as_("ana"), ringed.accounts["G005"]
    for path in ("/", "/?group=ring", "/alerts/A5", "/alerts/A5/notebook.ipynb", "/api/v1/alerts",
                 "/api/v1/alerts/A5", f"/actors/{fellow}", f"/api/v1/actors/{fellow}"):  # fmt: skip
        told = [browser.get(path) for browser in (ana, mo)]
        assert [(one.status_code, "R2" in one.text) for one in told] == [(200, True), (200, False)]
    found = [browser.get("/api/v1/alerts?ring=R2").json()["count"] for browser in (ana, mo)]
    assert found == [2, 0]
    assert mo.get("/api/v1/alerts?ring=R1").json()["count"] == 3
    assert mo.get("/api/v1/alerts/A3").json()["ring"] == "R1"


@pytest.mark.parametrize("name", ["aude", "adam"])
def test_who_may_see_no_alerts_sees_no_rings(ringed, name):
    browser = ringed.as_(name)
    for path in (
        "/rings",
        "/rings/R1",
        "/rings/R1/days",
        "/api/v1/rings",
        "/api/v1/rings/R1/graph",
    ):
        assert browser.get(path).status_code == 403
    assert browser.send_form("/rings/R1/export").status_code == 403
    assert ringed.as_().get("/api/v1/rings").status_code == 401


def test_there_is_no_other_ring(ringed):
    browser = ringed.as_("ana")
    for name in ("R9", "r1", "..%2f..%2fetc", "%00", "x" * 300):
        assert browser.get(f"/rings/{name}").status_code == 404
        assert browser.get(f"/api/v1/rings/{name}").status_code == 404


def test_who_looked_at_a_ring_or_took_it_along_is_on_the_trail(ringed):
    browser = ringed.as_("ana")
    browser.get("/rings")
    browser.get("/rings/R9")
    assert not [one for one in deeds(ringed) if one[0] == "ana"]
    browser.get("/rings/R1")
    browser.get("/rings/R1/days")
    browser.get("/api/v1/rings/R1/days")
    browser.send_form("/rings/R1/export", form="json")
    assert [one for one in deeds(ringed) if one[0] == "ana"] == [
        *[("ana", "viewed", "R1")] * 3, ("ana", "exported", "R1"),
    ]  # fmt: skip


def test_a_ring_is_exported_as_graphml_and_json(ringed):
    browser = ringed.as_("ana")
    file = browser.send_form("/rings/R1/export", form="graphml")
    assert file.headers["content-disposition"] == 'attachment; filename="leakwatch-R1.graphml"'
    assert len(nx.parse_graphml(file.text)) == 4
    told = browser.send_form("/rings/R1/export", form="json").json()
    assert len(told["edges"]) == 3


def test_an_export_wants_the_form_of_the_page(ringed):
    browser = ringed.as_("ana")
    assert browser.post("/rings/R1/export", data={"form": "json"}).status_code == 403
    assert browser.send_form("/rings/R1/export", form="exe").status_code == 422
    assert browser.get("/rings/R1/export").status_code == 405


def test_the_days_come_as_a_piece_or_as_a_page(ringed):
    browser = ringed.as_("ana")
    whole = browser.get("/rings/R1/days")
    piece = browser.get("/rings/R1/days", headers={"HX-Request": "true"})
    assert "<!doctype" in whole.text
    assert "<!doctype" not in piece.text
    assert "the ring without one account" in piece.text
    told = browser.get("/api/v1/rings/R1/days").json()
    assert [one["parts"] for one in told["without"]] == [
        2 if one["member"] == ringed.accounts["G002"] else 1 for one in told["without"]
    ]


def test_a_ring_no_longer_found_is_kept_with_what_became_of_it(ringed):
    three, four = (ringed.accounts[who] for who in ("G003", "G004"))
    keep(ringed, rows("R3", [three, four]))
    browser = ringed.as_("ana")
    assert names(browser.get("/rings")) == ["R3"]
    page = browser.get("/rings/R1").text
    assert "no longer found" in page
    assert "The latest search found nothing that joins them." in page
    assert [one["what"] for one in browser.get("/api/v1/rings/R1").json()["changes"]] == [
        changes.FOUND, changes.APART,
    ]  # fmt: skip


def test_a_member_is_in_it_since_the_search_that_found_him(ringed):
    two, three, four, five = (ringed.accounts[f"G00{n}"] for n in (2, 3, 4, 5))
    keep(ringed, rows("R1", [two, three, four, five]))
    told = ringed.as_("ana").get("/api/v1/rings/R1").json()
    since = {one["member"]: one["joined"] for one in told["members"]}
    assert since[five] > since[two] == told["ring"]["first_seen"]
    assert "joined" in ringed.as_("ana").get("/rings/R1").text


def test_the_matters_of_a_ring_are_linked_for_who_may_open_them(ringed):
    with ringed.store.writing() as session:
        one = matters.open_matter(session, "a shop that sells", "ines")
        matters.add_item(session, one, "R1", "ines")
        matters.open_matter(session, "another", "ines")
    assert ringed.as_("ana").get("/api/v1/rings/R1").json()["matters"] == ["M1"]
    assert "/matters/M1" in ringed.as_("ines").get("/rings/R1").text
    seen = ringed.as_("ana").get("/rings/R1").text
    assert ("M1" in seen, "/matters/M1" in seen, "a shop" in seen) == (True, False, False)


def test_a_large_ring_is_left_to_the_browser_and_told_in_tables(inbox):
    many = [f"{n:032x}" for n in range(160)]
    keep(inbox, rows("R1", many))
    page = inbox.as_("ana").get("/rings/R1").text
    assert 'data-graph="/api/v1/rings/R1/graph"' in page
    assert page.count('<tr id="m') == 161
    graph = inbox.as_("ana").get("/api/v1/rings/R1/graph").json()
    assert len(graph["nodes"]) == 161
    assert {"id", "member", "side", "role", "x", "y"} <= set(graph["nodes"][0])


def test_nothing_of_a_page_is_script_or_style_inline(ringed):
    page = ringed.as_("ana").get("/rings/R1").text
    assert not re.search(r"\sstyle=|\son\w+=|<script>", page)


def test_the_api_tells_what_it_answers(ringed):
    paths = ringed.app.openapi()["paths"]
    assert {"/api/v1/rings", "/api/v1/rings/{ring}", "/api/v1/rings/{ring}/graph",
            "/api/v1/rings/{ring}/days"} <= set(paths)  # fmt: skip
    assert ringed.as_("ana").get("/api/v1/rings?sort=evil").status_code == 422


def tie(number, one, two, p=1e-9):
    return telling.Tie(number, "a", "b", one, two, "people", "because", 9.0, 0.1, p)


def test_ties_of_two_members_do_not_hide_each_other():
    bows = chart.bowed([tie(1, 1, 2), tie(2, 1, 2), tie(3, 1, 3)])
    assert bows == {1: -chart.APART / 2, 2: chart.APART / 2, 3: 0.0}


def test_a_tie_ends_before_its_members():
    path = chart.curve((0.0, 0.0), (100.0, 0.0), 0.0)
    assert path == "M15.0 0.0Q50.0 0.0 85.0 0.0"
    # two on one spot
    assert chart.curve((5.0, 5.0), (5.0, 5.0), 0.0) == "M5.0 5.0Q5.0 5.0 5.0 5.0"


def test_the_paper_grows_with_those_on_it():
    small, large = (dict.fromkeys(range(many), 0) for many in (5, 120))
    assert chart.size(small) == (chart.WIDTH, chart.HEIGHT)
    assert chart.size(large) > chart.size(small)
    assert chart.size({}) == (chart.WIDTH, chart.HEIGHT)


def test_the_first_day_of_each_account_is_marked():
    looks = [telling.Look("a", pd.Timestamp(f"2026-04-0{n}").date(), n) for n in (1, 3)]
    drawn = ring_days("days", [("a", looks), ("b", looks[1:])], str)
    assert drawn.count('class="dot begins"') == 2
    assert drawn.count('class="dot"') == 1
    assert "2026-04-03: 3 people" in drawn
    # one day only
    assert "dot begins" in ring_days("days", [("b", looks[1:])], str)
