"""Whatever the API's own description allows is answered, and never broken by."""

import os
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings

with warnings.catch_warnings():
    # it asks libraries for names that they are about to drop
    warnings.simplefilter("ignore")
    import schemathesis

EXAMPLES = max(4, int(os.environ.get("HYPOTHESIS_EXAMPLES", "40")) // 8)
#: ends sign-ins, or takes long and is tried elsewhere
ELSEWHERE = ("/api/v1/health",)
#: what we say ourselves
OURS = ("cookie", "host", "authorization", "x-csrf")
KNOWN = {"alert": "A1", "user": "bo", "job": "ingest", "number": 1}
LOOKING = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck), derandomize=True,
)  # fmt: skip


def operations(app):
    """Every call that is described."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    return [one.ok() for one in schema.get_all_operations()]


def standing(named):
    """Names what there is, half of the time, where a call names what there is not."""
    for key, known in KNOWN.items():
        if key in named and len(str(named[key])) % 2:
            named[key] = known


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["ana", "sue", "adam", "aude"])
def test_no_call_that_is_allowed_breaks_anything(inbox, name):
    from starlette.testclient import TestClient

    browser = inbox.as_(name)
    quiet = TestClient(inbox.app, raise_server_exceptions=False, cookies=dict(browser.cookies))
    broken = {}

    def asks(operation):
        @LOOKING
        @given(case=operation.as_strategy())
        def asked(case):
            standing(case.path_parameters or {})
            told = case.as_transport_kwargs(base_url="http://testserver")
            headers = {key: value for key, value in dict(told.pop("headers") or {}).items()
                       if key.lower() not in OURS}  # fmt: skip
            kept = {key: told[key] for key in ("params", "json", "data") if key in told}
            answer = quiet.request(case.method, told["url"], **kept,
                                   headers={**headers, "X-CSRF": browser.csrf})  # fmt: skip
            if answer.status_code >= 500:
                broken[f"{case.method} {operation.path}"] = (told["url"], kept, answer.text[:200])

        asked()

    for one in operations(inbox.app):
        if one.path not in ELSEWHERE:
            asks(one)
    assert broken == {}


def test_every_call_says_what_it_gives(inbox):
    for one in operations(inbox.app):
        told = one.definition.raw["responses"]
        code, good = next(each for each in told.items() if each[0].startswith("2"))
        if code == "204" or one.path.endswith("/export"):
            # nothing, or a file
            continue
        kinds = good.get("content", {})
        assert kinds, one.path
        for kind, said in kinds.items():
            assert kind != "application/json" or said["schema"], one.path


def test_every_call_says_how_one_signs_in(inbox):
    told = inbox.app.openapi()
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            assert one.get("security"), (method, path)


def test_pages_are_no_part_of_it(inbox):
    assert all(path.startswith("/api/v1/") for path in inbox.app.openapi()["paths"])
