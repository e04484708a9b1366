"""What leaves the house by other ways than pages names nobody: answers, files, messages, logs."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from leakwatch import export, pipeline, settings
from leakwatch.channels import Channel, Notify
from leakwatch.notify import find
from leakwatch.notify.telling import digest
from leakwatch.store.deliveries import Delivery

PARAMETER = re.compile(r"{(\w+)}")
#: together they may read all that is described
READERS = ("supervisor-en", "auditor-zh", "admin-en")
WISH = {"reason": "who was asked about here", "matter": "M1"}


class Caller:
    """A user's program, with what changes something allowed it by its form's secret."""

    def __init__(self, site, name):
        self.site, self.client = site, site.visit(name)
        self.csrf = re.search(r'name="csrf" value="(\w+)"', self.client.get("/me").text)[1]

    def post(self, path, **given):
        answer = self.client.post(path, headers={"X-CSRF": self.csrf}, **given)
        assert answer.status_code < 300, (path, answer.text)
        return answer


def texts(content):
    """What a file says, and every file in it."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inner = [texts(packed.read(name)) for name in packed.namelist()]
        return "\n".join([*packed.namelist(), *inner])


def named(site, content):
    """The identifiers in it; what is cut by marks inside a word is put together too."""
    said = texts(content)
    return site.known_in(said) + site.known_in(re.sub(r"</?[^>]{1,200}>", "", said))


@pytest.fixture(scope="module")
def asked(site):
    """What waits for a second person: an account to be revealed, raw logs, a suppression."""
    caller = Caller(site, "investigator-en")
    alert = caller.client.get("/api/v1/alerts").json()["alerts"][-1]
    wished = {**WISH, "token": alert["actor"]}
    assert caller.post("/api/v1/reveals", json=wished).json()["waiting"]
    caller.post("/api/v1/matters/M1/bundle/raw", json={"reason": "an order"})
    until = datetime.now(UTC).date() + timedelta(days=30)
    order = {"kind": "suppression", "actor": alert["actor"],
             "detector": alert["detectors"].split(";")[0], "until": f"{until}",
             "reason": "always so"}  # fmt: skip
    caller.post("/api/v1/proposals", json=order)
    file = {"file": ("proof.txt", b"masked by default")}
    caller.post("/api/v1/matters/M1/measures/1/proofs", files=file)
    return {"alert": alert["id"], "actor": alert["actor"], "ring": "R1", "matter": "M1",
            "number": 1}  # fmt: skip


def test_what_is_looked_for_would_be_found(site):
    logs = (path for path in site.folder.glob("logs/carrier/*") if path.suffix != ".gz")
    assert len(named(site, next(logs).read_bytes())) > 10
    assert len(named(site, next(site.folder.glob("context/*_staff.csv")).read_bytes())) > 10


def test_no_answer_of_the_api_names_anybody(site, asked):
    described = site.visit(READERS[0]).get("/api/openapi.json").json()["paths"]
    wanted = {PARAMETER.sub(lambda one: str(asked[one[1]]), path)
              for path, calls in described.items() if "get" in calls}  # fmt: skip
    answered, found = set(), {}
    for name in READERS:
        reader = site.visit(name)
        for path in sorted(wanted):
            answer = reader.get(path)
            assert answer.status_code in (200, 403), (path, answer.text)
            if answer.status_code == 200:
                answered.add(path)
            found[path] = found.get(path, []) + named(site, answer.content)
    assert answered == wanted
    assert {path: said[:3] for path, said in found.items() if said} == {}


@pytest.mark.parametrize(("role", "path"), [
    ("supervisor-zh", "/approvals"), ("supervisor-zh", "/proposals"),
    ("investigator-en", "/approvals"), ("supervisor-en", "/matters?status=any"),
    ("supervisor-zh", "/matters/M1"), ("investigator-en", "/reveal?token={actor}&alert={alert}"),
    ("supervisor-en", "/actors/{actor}"), ("supervisor-zh", "/matters/M1/casefile.docx"),
])  # fmt: skip
def test_no_page_of_what_waits_and_no_file_does(site, asked, role, path):
    answer = site.visit(role).get(path.format(**asked))
    assert answer.status_code == 200
    assert len(texts(answer.content)) > 1000
    assert named(site, answer.content) == []


@pytest.mark.parametrize(("role", "path", "given"), [
    ("supervisor-en", "/rings/R1/export", {"form": "graphml"}),
    ("supervisor-en", "/rings/R1/export", {"form": "json"}),
    ("auditor-en", "/trail/export", {"kind": "csv"}),
    ("auditor-en", "/trail/export", {"kind": "jsonl"}),
])  # fmt: skip
def test_no_exported_file_does(site, asked, role, path, given):
    caller = Caller(site, role)
    answer = caller.post(path, data={"csrf": caller.csrf, **given})
    assert len(answer.content) > 1000
    assert named(site, answer.content) == []


@pytest.fixture(scope="module")
def house(site):
    with pipeline.opened(settings.read(site.folder / "leakwatch.toml")) as opened:
        yield opened


@pytest.mark.parametrize("what", export.TABLES)
def test_no_table_of_the_command_line_does(site, house, tmp_path, what):
    place = tmp_path / f"{what}.csv"
    assert export.export(what, place, house.lake, house.store, who="shell:x") > 0
    # tables are long, and a name would be a cell
    assert {*re.findall(r"\w+", place.read_text("utf-8"))} & (site.words | site.names) == set()


def test_no_message_to_people_does(site, house, asked):
    channel = Channel("json://127.0.0.1:9", severity="low")
    notify = Notify("https://inbox.example", channels={"ops": channel})
    given = msgspec.structs.replace(house.settings, notify=notify)
    now = datetime.now(UTC)
    assert find(given, house.lake, house.store, now) > 0
    digest(given, house.lake, house.store, now)
    with house.store.reading() as session:
        told = [f"{one.about} {one.subject} {one.body}" for one in session.query(Delivery)]
    assert any("digest" in one for one in told)
    assert named(site, "\n".join(told).encode()) == []


def test_after_all_that_the_log_of_the_server_does_not_either(site, asked):
    assert named(site, site.said.read_bytes()) == []
