"""Feeds, health, quarantine and runs: who sees them, what they tell, what admins ask."""

import re
from datetime import UTC, datetime

import ibis
import pyarrow as pa
import pytest

from leakwatch.health.check import Check
from leakwatch.inbox.troubles import trouble
from leakwatch.ingest.batch import QUARANTINE
from leakwatch.language import language
from leakwatch.store import runs, trail, windows

PAGES = ("/feeds", "/quarantine", "/runs")


def entries(inbox, what):
    with inbox.store.reading() as session:
        return [(row.who, row.whom) for row in trail.rows(session) if row.what == what]


def test_all_but_auditors_see_the_machine(inbox):
    seen = {"ana": 200, "ines": 200, "sue": 200, "adam": 200, "aude": 403, "": 303}
    for name, status in seen.items():
        browser = inbox.as_(name)
        for path in PAGES:
            assert browser.get(path).status_code == status, (name, path)
            told = browser.get(f"/api/v1{path}")
            assert told.status_code == (401 if status == 303 else status), (name, path)


def test_a_source_that_spoke_and_fell_silent_says_since_when(inbox):
    [feed] = inbox.as_("ana").get("/api/v1/feeds").json()["feeds"]
    assert (feed["source"], feed["org"]) == ("crm", "carrier")
    shown = inbox.as_("ana").get("/feeds").text
    assert "crm" in shown
    assert "health of the machine" not in shown


def test_only_admins_see_the_health_and_what_is_amiss_is_said_with_what_to_do(inbox):
    assert inbox.as_("ana").get("/feeds/health").status_code == 403
    assert inbox.as_("ana").get("/api/v1/health").status_code == 403
    inbox.app.state.machine.health = lambda: [
        Check("store", ok=True, said="answers"),
        Check("scheduler", ok=False, said="nobody <leads>", next="start it"),
    ]
    told = inbox.as_("adam").get("/api/v1/health").json()
    assert told["well"] is False
    assert [check["ok"] for check in told["checks"]] == [True, False]
    shown = inbox.as_("adam").get("/feeds/health").text
    assert "nobody &lt;leads&gt; · start it" in shown
    assert 'hx-get="/feeds/health"' in inbox.as_("adam").get("/feeds").text


def test_what_the_looks_of_this_machine_say_is_said_in_chinese(inbox):
    say, checks = language("zh"), inbox.app.state.machine.health()
    assert len(checks) == 10
    for one in checks:
        assert re.search(r"[\u4e00-\u9fff]", trouble(one.said, say)), one


#: names of jobs, sources and people, and reasons, stay as they are
SAID = [
    ("lake 1.2 GB free, store 3.4 GB free, backup 5.6 GB free; the least is 5GB",
     "数据湖剩余 1.2 GB；数据库剩余 3.4 GB；备份盘剩余 5.6 GB；最低要求 5GB"),
    ("h:1, 2 leads under number 3, seen 2026-03-07 09:00",
     "由 h:1, 2 主持，序号 3，最近一次活动 2026-03-07 09:00"),
    ("run failing since 2026-03-07 09:00 (no disk); rings overdue since 2026-03-07 10:00",
     "run 自 2026-03-07 09:00 起失败 (no disk)；rings 自 2026-03-07 10:00 起逾期"),
    ("crm is silent since 2026-03-07 09:00; bill never said anything",
     "crm 自 2026-03-07 09:00 起无数据；bill 从未有过数据"),
    ("none is late or fails; paused: run, rings", "没有逾期或失败的任务；已暂停：run, rings"),
    ("2 given up on ding, 1 given up on mail this week",
     "2 条未能送达 ding；本周有 1 条未能送达 mail"),
    ("none in /backups", "/backups 中没有备份"), ("a thing, and another", "a thing, and another"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "told"), SAID)
def test_a_look_is_told_in_chinese_with_its_numbers_and_names(written, told):
    assert trouble(written, language("zh")) == told


def test_quarantine_is_counted_and_paged_and_told_by_line(inbox):
    ana = inbox.as_("ana")
    assert ana.get("/api/v1/quarantine").json() == {
        "count": 0, "reasons": [], "files": [], "rows": []
    }  # fmt: skip
    assert "Nothing is set aside." in ana.get("/quarantine").text
    rows = [{"batch": "b1", "source": "crm", "file": f"<{line % 2}>.csv", "line": line,
             "reason": "too few cells" if line < 120 else "no time"}
            for line in range(1, 151)]  # fmt: skip
    told = pa.Table.from_pylist(rows, ibis.schema(QUARANTINE).to_pyarrow())
    inbox.desk.house.lake.append("quarantine", told, "b1")
    found = ana.get("/api/v1/quarantine").json()
    assert (found["count"], len(found["rows"])) == (150, 100)
    assert [one["rows"] for one in found["reasons"]] == [119, 31]
    assert len(ana.get("/api/v1/quarantine?page=2").json()["rows"]) == 50
    late = ana.get("/api/v1/quarantine?reason=no time&file=<1>.csv").json()
    assert [row["line"] for row in late["rows"]] == list(range(121, 151, 2))
    assert ana.get("/api/v1/quarantine?reason=no' OR '1'='1").json()["count"] == 0
    shown = ana.get("/quarantine").text
    assert "&lt;1&gt;.csv" in shown
    assert "<1>" not in shown


def test_what_is_no_address_is_refused(inbox):
    ana = inbox.as_("ana")
    for query in ("page=0", "page=x", "page=1000001", "source=%00", f"file={'x' * 256}"):
        assert ana.get(f"/api/v1/quarantine?{query}").status_code == 422, query


def test_runs_tell_how_jobs_stand_and_keep_to_themselves_what_only_runs_need(inbox):
    promise = {"share": 0.1, "most": 0.2, "said": "at most 10%"}
    number = runs.begin_run(inbox.store, "detect", settings_hash="5e77", lake_version="{}")
    runs.end_run(inbox.store, number, "done", {"days": 7, "facts": {"x": 1}, "promise": promise})
    found = inbox.as_("ana").get("/api/v1/runs").json()
    assert found["runs"][0]["summary"] == {"days": 7, "promise": "at most 10%"}
    assert [job["state"] for job in found["jobs"] if job["job"] == "detect"] == ["idle"]
    shown = inbox.as_("ana").get("/runs?job=detect").text
    assert "at most 10%" in shown
    assert "run now" not in shown
    assert inbox.as_("ana").get("/runs?job=nothing").status_code == 404


def test_an_admin_runs_pauses_and_resumes_a_job_on_the_trail(inbox):
    adam = inbox.as_("adam")
    assert adam.send_form("/runs/detect/now").headers["location"] == "/runs?job=detect&said=asked"
    [waiting] = windows.open_windows(inbox.store)
    assert (waiting.job, waiting.asked_by) == ("detect", "adam")
    assert adam.send_form("/runs/rings/pause", reason="<new> CRM").status_code == 303
    assert "paused" in adam.get("/runs").text
    assert adam.api("POST", "/api/v1/jobs/rings/pause", json={"reason": "x"}).json() == {
        "job": "rings", "said": "it was so already"
    }  # fmt: skip
    held = adam.api("POST", "/api/v1/jobs/rings/now").json()
    assert held["said"] == "it pauses: held until it goes on"
    assert adam.api("POST", "/api/v1/jobs/rings/resume").json()["said"] == "it goes on"
    assert [entries(inbox, deed) for deed in ("job_asked", "job_paused", "job_resumed")] == [
        [("adam", "detect"), ("adam", "rings")], [("adam", "rings")], [("adam", "rings")]
    ]  # fmt: skip


def test_what_the_settings_do_not_let_be_is_refused_with_what_to_do(inbox):
    adam = inbox.as_("adam")
    answer = adam.send_form("/runs/backup/now")
    assert answer.status_code == 422
    assert "[backup] path: no folder for what backup makes; name one there first" in answer.text
    assert windows.open_windows(inbox.store) == []


def test_a_range_of_days_is_done_again_and_none_that_is_none(inbox):
    adam = inbox.as_("adam")
    for since, until in (("2026-03-03", "2026-03-01"), ("2024-03-01", "2026-03-03"),
                         ("yesterday", "2026-03-03"), ("", "")):  # fmt: skip
        answer = adam.send_form("/runs/detect/again", since=since, until=until)
        assert answer.status_code == 422, since
    assert windows.open_windows(inbox.store) == []
    adam.send_form("/runs/detect/again", since="2026-03-01", until="2026-03-03")
    due = [one.due for one in windows.open_windows(inbox.store)]
    # a quarter past two in Shanghai, on each of the three days
    assert due == [datetime(2026, month, day, 18, 15, tzinfo=UTC)
                   for month, day in ((2, 28), (3, 1), (3, 2))]  # fmt: skip


def test_nobody_but_admins_asks_jobs_and_nobody_from_elsewhere(inbox):
    said = {"reason": "x", "since": "2026-03-01", "until": "2026-03-02"}
    browsers = {name: inbox.as_(name) for name in ("ana", "sue", "aude", "adam")}
    browsers["adam"].csrf = "0" * 64
    for name, browser in browsers.items():
        for deed in ("now", "pause", "resume", "again"):
            answer = browser.send_form(f"/runs/detect/{deed}", **said)
            assert answer.status_code == 403, (name, deed)
            told = browser.api("POST", f"/api/v1/jobs/detect/{deed}", json=said)
            assert told.status_code == 403, (name, deed)
    assert windows.open_windows(inbox.store) == []
