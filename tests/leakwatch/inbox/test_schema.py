"""Whatever the API's own description allows is answered, and never broken by."""

import os
import re
import warnings

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from leakwatch.inbox.app import made
from leakwatch.store import matters, measures
from leakwatch.store.rings import COLUMNS, save_rings
from leakwatch.store.ties import COLUMNS as TIES

with warnings.catch_warnings():
    # it asks libraries for names that they are about to drop
    warnings.simplefilter("ignore")
    import schemathesis

EXAMPLES = max(4, int(os.environ.get("HYPOTHESIS_EXAMPLES", "40")) // 8)
#: ends sign-ins, or takes long and is tried elsewhere
ELSEWHERE = ("/api/v1/health",)
#: what we say ourselves
OURS = ("cookie", "host", "authorization", "x-csrf")
#: parameter of a path → what there is of the kind; an account by its name in the log
KNOWN = {"alert": "A2", "actor": "G002", "user": "bo", "ring": "R1", "matter": "M1",
         "job": "ingest", "number": 1}  # fmt: skip
PARAMETER = re.compile(r"{(\w+)}")
LOOKING = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck), derandomize=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The API as it describes itself, wherever it stands."""
    place = tmp_path_factory.mktemp("none") / "leakwatch.toml"
    return made(place, code="", secure=False).openapi()


@pytest.fixture(scope="module")
def operations(described):
    """Every call that is described."""
    schema = schemathesis.openapi.from_dict(described)
    return [one.ok() for one in schema.get_all_operations()]


def standing(named, accounts):
    """Names what there is, half of the time, where a call names what there is not."""
    for key in named:
        if len(str(named[key])) % 2:
            named[key] = accounts.get(KNOWN[key], KNOWN[key])


def ring(inbox):
    """R1, of two accounts."""
    rows = [("R1", 1e-9, inbox.accounts[who], "actor", "inside", "source", "because", 0.001)
            for who in ("G002", "G003")]  # fmt: skip
    save_rings(
        inbox.store,
        pd.DataFrame(rows, columns=COLUMNS),
        pd.DataFrame(columns=TIES).astype({"shared": float, "expected": float, "p": float}),
    )


def matter(inbox):
    """M1, of an alert, with a measure."""
    with inbox.store.writing() as session:
        opened = matters.open_matter(session, "leak", "sid")
        matters.add_item(session, opened, "A2", "sid")
        measures.add(session, opened, "duty", "mask", "sid")


# the stricter of the two databases
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["ana", "sue", "adam", "aude"])
def test_no_call_that_is_allowed_breaks_anything(inbox, described, operations, name):
    from starlette.testclient import TestClient

    ring(inbox)
    matter(inbox)
    browser = inbox.as_(name)
    quiet = TestClient(inbox.app, raise_server_exceptions=False, cookies=dict(browser.cookies))
    assert inbox.app.openapi() == described
    broken = {}

    def asks(operation):
        @LOOKING
        @given(case=operation.as_strategy())
        def asked(case):
            standing(case.path_parameters or {}, inbox.accounts)
            told = case.as_transport_kwargs(base_url="http://testserver")
            headers = {key: value for key, value in dict(told.pop("headers") or {}).items()
                       if key.lower() not in OURS}  # fmt: skip
            kept = {key: told[key] for key in ("params", "json", "data") if key in told}
            answer = quiet.request(case.method, told["url"], **kept,
                                   headers={**headers, "X-CSRF": browser.csrf})  # fmt: skip
            if answer.status_code >= 500:
                broken[f"{case.method} {operation.path}"] = (told["url"], kept, answer.text[:200])

        asked()

    for one in operations:
        if one.path not in ELSEWHERE:
            asks(one)
    assert broken == {}


def test_what_a_path_names_is_called_one_word_everywhere(operations):
    named = {one.path: PARAMETER.findall(one.path) for one in operations}
    assert {path: words for path, words in named.items() if not {*words} <= {*KNOWN}} == {}
    # the part of the path before it says what it is
    kinds = {(path.split("/{")[0].rpartition("/")[2], words[0])
             for path, words in named.items() if words}  # fmt: skip
    assert len(kinds) == len({kind for kind, _ in kinds})


def test_every_call_says_what_it_gives(operations):
    for one in operations:
        told = one.definition.raw["responses"]
        code, good = next(each for each in told.items() if each[0].startswith("2"))
        if code == "204" or one.path.endswith("/export"):
            # nothing, or a file
            continue
        kinds = good.get("content", {})
        assert kinds, one.path
        for kind, said in kinds.items():
            assert kind != "application/json" or said["schema"], one.path


def test_every_call_says_how_one_signs_in(described):
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            assert one.get("security"), (method, path)


def test_pages_are_no_part_of_it(described):
    assert all(path.startswith("/api/v1/") for path in described["paths"])
