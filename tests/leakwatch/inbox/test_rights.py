"""Every page and every call of the API wants a right; docs/inbox.md tells which role has it."""

import inspect
import os
import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from leakwatch.access import RIGHTS, Right
from leakwatch.inbox.app import made
from leakwatch.inbox.desk import calls, needs, visitor, writer

DOC = Path(__file__).parents[3] / "docs" / "inbox.md"
BEGIN, END = "<!-- who may what: written by the tests -->", "<!-- so far -->"
#: anybody is let in, for this is how one gets in
DOORS = {
    ("GET", "/login"), ("POST", "/login"), ("GET", "/first"), ("POST", "/first"),
    ("GET", "/login/oidc"), ("GET", "/login/oidc/back"),
}  # fmt: skip
#: leads whoever is signed in to what he may see
LEADING = {("GET", "/"), ("GET", "/api/openapi.json")}
#: calls with which one changes only what is one's own
OWN = re.compile(r"(/api/v1)?/(me|logout|filters|saved)\b")
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
ROLES = list(RIGHTS)


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    app = made(tmp_path_factory.mktemp("none") / "leakwatch.toml", code="", secure=False)
    return {(method, one.path): one for one in flat(app.routes) for method in one.methods}


def flat(routes):
    """Every route, also those of routers that were put in whole."""
    for one in routes:
        if isinstance(one, APIRoute):
            yield one
        else:
            inner = getattr(one, "original_router", None)
            yield from flat(inner.routes) if inner else ()


def depended(dependant):
    """All that a route depends on."""
    for one in dependant.dependencies:
        yield one.call
        yield from depended(one)


def wanted(route):
    """The rights a route wants, and whether it checks that the form is ours."""
    asked = list(depended(route.dependant))
    made_by = {needs.__qualname__, calls.__qualname__}
    rights, checked = set(), writer in asked
    for call in asked:
        if getattr(call, "__qualname__", "").partition(".<locals>")[0] in made_by:
            held = inspect.getclosurevars(call).nonlocals
            rights.add(Right(held["right"]))
            checked |= call.__qualname__.startswith(calls.__qualname__)
    return rights, checked, visitor in asked or bool(rights)


def test_every_route_wants_a_right_or_is_a_door(routes):
    bare = {at for at, route in routes.items() if not wanted(route)[0]} - DOORS - LEADING
    assert {at for at in bare if not OWN.match(at[1])} == set()


def test_whoever_is_at_a_door_alone_is_not_signed_in(routes):
    assert {at for at, route in routes.items() if not wanted(route)[2]} == DOORS


def test_whatever_changes_something_checks_that_the_form_is_ours(routes):
    unchecked = {at for at, route in routes.items()
                 if at[0] in CHANGES and at not in DOORS and not wanted(route)[1]}  # fmt: skip
    assert unchecked == set()


def test_nothing_is_changed_by_looking(routes):
    assert {
        at for at, route in routes.items() if at[0] not in CHANGES and wanted(route)[1]
    } == set()


def test_an_auditor_reads_the_trail_and_an_admin_sees_no_alert(routes):
    asked = {at: rights for at, route in routes.items() if (rights := wanted(route)[0])}
    open_to = {role: {at for at, rights in asked.items() if RIGHTS[role] >= rights}
               for role in ROLES}  # fmt: skip
    assert all("/trail" in path for _, path in open_to["auditor"])
    assert not any("alert" in path or "ring" in path for _, path in open_to["admin"])
    assert open_to["analyst"] <= open_to["investigator"] <= open_to["supervisor"]


#: role → who has it in the small house
HOLDERS = {"analyst": "ana", "investigator": "ines", "supervisor": "sue", "auditor": "aude",
           "admin": "adam"}  # fmt: skip
PARAMETERS = {"alert": "A2", "ring": "R1", "matter": "M1", "actor": "0" * 32, "user": "ana",
              "job": "ingest", "form": "docx", "deed": "note"}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_whatever_wants_a_right_is_refused_to_who_lacks_it_though_his_form_is_ours(
    shared_inbox, routes, role
):
    browser, refused = shared_inbox.as_(HOLDERS[role]), 0
    for (method, path), route in sorted(routes.items(), key=lambda one: one[0]):
        if RIGHTS[role] >= wanted(route)[0]:
            continue
        at = re.sub(r"{(\w+)[^}]*}", lambda one: PARAMETERS.get(one[1], "1"), path)
        said = {} if method == "GET" else {"data": {"csrf": browser.csrf}}
        if method != "GET" and path.startswith("/api/"):
            said = {"json": {}}
        answer = browser.request(method, at, headers={"X-CSRF": browser.csrf}, **said)
        assert answer.status_code == 403, (role, method, at)
        refused += 1
    assert refused > 10


def table(routes):
    """Which role may open, and change, what; `own` is what belongs to oneself."""
    lines = [f"| | right | {' | '.join(ROLES)} |", "|---|---|" + "---|" * len(ROLES)]
    for (method, path), route in sorted(routes.items(), key=lambda one: (one[0][1], one[0][0])):
        rights, _, signed_in = wanted(route)
        marks = ["●" if RIGHTS[role] >= rights else "" for role in ROLES]
        said = ", ".join(sorted(rights)) or ("signed in" if signed_in else "nobody yet")
        lines.append(f"| {method} `{path}` | {said} | {' | '.join(marks)} |")
    return "\n".join(lines)


def test_the_table_of_the_documentation_is_the_one_of_the_program(routes):
    """LEAKWATCH_WRITE=1 writes it anew."""
    before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
    written, _, after = rest.partition(END)
    if os.environ.get("LEAKWATCH_WRITE") == "1":
        DOC.write_text(f"{before}{BEGIN}\n{table(routes)}\n{END}{after}", "utf-8")
    else:
        assert written.strip() == table(routes)
