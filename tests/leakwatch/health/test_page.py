"""The three pages: what they say, to whom, and that nothing that breaks breaks them."""

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from leakwatch import beginning, pipeline
from leakwatch.errors import SourceError
from leakwatch.health import Grounds, Page
from leakwatch.health.asked import Asked
from leakwatch.store import windows
from leakwatch.store.alerts import Alert

DOCS = Path(__file__).parents[3] / "docs" / "watching.md"
UNITS = ("_seconds", "_bytes", "_total", "_timestamp_seconds")


def asked(page, path, method="GET", accept=""):
    """Status, headers and body."""
    said = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_ACCEPT": accept}
    body = b"".join(page(environ, lambda status, headers: said.append((status, dict(headers)))))
    [(status, headers)] = said
    return int(status[:3]), headers, body


def numbers(page):
    status, _, body = asked(page, "/metrics")
    assert status == 200
    families = text_string_to_metric_families(body.decode())
    return {(one.name, *one.labels.values()): one.value for family in families
            for one in family.samples}  # fmt: skip


@pytest.fixture
def page(minded):
    return Page(minded.grounds)


def test_numbers_are_those_of_the_store(on_either):
    minded = on_either
    minded.leads()
    now = datetime.now(UTC)
    with minded.store.writing() as session:
        for number in range(3):
            session.add(alert(number, now))
    windows.add(minded.store, "detect", [now - timedelta(hours=2), now], "0" * 64)
    found = numbers(Page(minded.grounds))
    assert found["leakwatch_up",] == 1
    assert found["leakwatch_alerts_open", "high"] == 3
    assert found["leakwatch_alerts_open", "low"] == 0
    assert found["leakwatch_windows_overdue", "detect"] == 1
    assert found["leakwatch_windows_overdue", "ingest"] == 0
    assert found["leakwatch_lease_held",] == found["leakwatch_fence",] == 1
    assert ("leakwatch_window_last_done_timestamp_seconds", "detect") not in found


def alert(number, now):
    return Alert(id=f"A{number}", number=number, actor=f"{number:032}", org="carrier", opened=now,
                 first=now.date(), last=now.date(), severity=3, p=1e-9, score=1.0,
                 detectors="bulk_lookup", because="opened 412", subjects=412, records=412,
                 status="open", rank=number)  # fmt: skip


def test_numbers_of_sources_come_with_their_events(minded, page, look):
    minded.set('[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\n')
    assert not [name for name in numbers(page) if name[0] == "leakwatch_events_total"]
    for day in (1, 2):
        minded.house.crm(f"crm{day}.csv", *(look(n, at=f"2026-03-0{day} 09:00:00") for n in (1, 2)),
                         look(3, at="yesterday"))  # fmt: skip
        with minded.opened() as opened:
            pipeline.ingest(opened)
        found = numbers(page)
        assert found["leakwatch_events_total", "crm"] == 2 * day
        assert found["leakwatch_rows_quarantined_total", "crm"] == day
    newest = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    silent = found["leakwatch_feed_silent_seconds", "crm"]
    assert silent == pytest.approx((datetime.now(UTC) - newest).total_seconds(), abs=60)


def test_every_number_is_named_as_prometheus_wants_it(minded, page):
    minded.leads()
    body = asked(page, "/metrics")[2].decode()
    families = list(text_string_to_metric_families(body))
    ours = [one for one in families if one.name.startswith("leakwatch_")]
    assert all(one.documentation for one in families)
    assert all(re.fullmatch(r"[a-z_]+", one.name) for one in families)
    assert {one.type for one in ours} == {"gauge", "counter"}
    for one in ours:
        counted = re.search(r"second|byte", one.name)
        assert not counted or one.name.endswith(UNITS)


def test_another_process_leads(minded, page):
    from leakwatch.store import leases

    leases.take(minded.store, "scheduler", "other:1:0badcafe", None)
    assert numbers(page)["leakwatch_lease_held",] == 0


def test_who_asks_for_openmetrics_gets_them(page):
    _, headers, body = asked(page, "/metrics", accept="application/openmetrics-text")
    assert headers["Content-Type"].startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz"])
def test_a_head_is_a_get_without_its_body(page, path):
    status, headers, body = asked(page, path, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/", "", "/metrics/", "/healthz/../metrics", "/favicon.ico"])
def test_there_is_nothing_else(page, path):
    assert asked(page, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_is_taken(page, method):
    status, headers, _ = asked(page, "/metrics", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_ready_is_whoever_can_work_though_another_leads(page):
    status, _, body = asked(page, "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "failing": []})


def test_without_a_database_the_pages_say_so(tmp_path):
    place = tmp_path / "leakwatch.toml"
    place.write_text('[store]\nurl = "sqlite:///leakwatch.db"\n')
    list(beginning.begin(tmp_path))
    (tmp_path / "leakwatch.db").unlink()
    with Grounds(place) as grounds:
        page = Page(grounds)
        status, _, body = asked(page, "/readyz")
        found = numbers(page)
        assert asked(page, "/healthz")[0] == 200
    [failing] = json.loads(body)["failing"]
    assert status == 503
    assert (failing["name"], failing["ok"]) == ("store", False)
    assert failing["next"]
    assert found["leakwatch_up",] == 0
    assert ("leakwatch_free_bytes", "lake") in found
    assert not [name for name in found if name[0].startswith("leakwatch_windows")]


def test_a_database_that_goes_away_and_comes_back_is_seen_both_times(on_either, request):
    page = Page(on_either.grounds)
    assert asked(page, "/readyz")[0] == 200
    toml = on_either.house.toml
    on_either.house.toml = toml.replace("leakwatch.db", "elsewhere.db").replace(
        "kept_one", "no_such_one"
    )
    assert on_either.house.settings
    assert asked(page, "/readyz")[0] == 503
    assert numbers(page)["leakwatch_up",] == 0
    on_either.house.toml = toml
    assert on_either.house.settings
    assert asked(page, "/readyz")[0] == 200
    assert numbers(page)["leakwatch_up",] == 1


def test_settings_that_cannot_be_read_are_said(minded, page):
    (minded.house.path / "leakwatch.toml").write_text("[store\n")
    assert asked(page, "/readyz")[0] == 503
    assert numbers(page)["leakwatch_up",] == 0


def test_a_look_that_hangs_keeps_nobody(minded):
    page = Page(minded.grounds, patience=0.2)
    with minded.grounds.turn:
        began = time.monotonic()
        status, _, body = asked(page, "/readyz")
        assert (status, numbers(page)["leakwatch_up",]) == (503, 0)
        assert time.monotonic() - began < 2
        assert asked(page, "/healthz")[0] == 200
    assert "no answer" in json.loads(body)["failing"][0]["said"]


def test_many_who_ask_at_once_share_one_look():
    looks, all_in, go = [], Barrier(9), Event()

    def look():
        looks.append(1)
        go.wait(5)
        return len(looks)

    told, one = [], Asked(look)

    def ask():
        all_in.wait(5)
        told.append(one())

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    all_in.wait(5)
    time.sleep(0.2)
    go.set()
    for thread in threads:
        thread.join()
    assert told == [1] * 8
    assert one() == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_look_that_breaks_is_no_traceback_for_who_asks():
    def look():
        raise KeyError("A1023")

    with pytest.raises(SourceError, match="broke off") as caught:
        Asked(look)()
    for thread in threading.enumerate():
        if thread.name == "look":
            thread.join()
    assert "A1023" not in str(caught.value)


def test_the_docs_name_every_number_and_no_other(minded, page, look):
    minded.set('[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\n'
               '[notify.channels.ops]\nurl = "json://127.0.0.1/"\n')  # fmt: skip
    minded.house.crm("crm.csv", look(1))
    minded.leads()
    with minded.opened() as opened:
        pipeline.ingest(opened)
    windows.add(minded.store, "ingest", [datetime.now(UTC)], "0" * 64)
    with minded.store.writing() as session:
        found = session.get(windows.Window, 1)
        found.state, found.ended = "done", datetime.now(UTC)
    text = DOCS.read_text(encoding="utf-8")
    told = {(name, label) for name, label in re.findall(r"`(leakwatch_\w+)(?:\{(\w+)\})?`", text)}
    families = text_string_to_metric_families(asked(page, "/metrics")[2].decode())
    served = {(one.name, *one.labels) if one.labels else (one.name, "") for family in families
              for one in family.samples if one.name.startswith("leakwatch_")}  # fmt: skip
    assert told == served


def test_the_rules_in_the_docs_are_rules_over_numbers_there_are():
    text = DOCS.read_text(encoding="utf-8")
    [written] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    [group] = yaml.safe_load(written)["groups"]
    used = set(re.findall(r"leakwatch_\w+", " ".join(rule["expr"] for rule in group["rules"])))
    assert used <= set(re.findall(r"`(leakwatch_\w+)", text))
