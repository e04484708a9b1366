"""What is told, to whom, and how often: once."""

from datetime import UTC, datetime, timedelta

import pytest

from leakwatch.notify import digest
from leakwatch.store.pauses import Pause
from leakwatch.store.suppressions import Suppression

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def abouts(desk, **columns):
    return [row.about for row in desk.rows(**columns) if row.about != "digest first"]


def test_the_first_time_everything_there_is_is_one_message(desk, web):
    for number in range(1, 501):
        desk.alert(number)
    assert desk.find() == 1
    assert len(desk.rows(state="bundled")) == 500
    assert desk.deliver() == 1
    assert web.titles == ["[carrier] leakwatch tells this channel"]
    assert "and 492 more" in web.got[0][2]["message"]
    assert desk.tell() == 0


def test_a_new_alert_is_told_once_with_a_link(desk, web):
    desk.begin()
    desk.alert(12)
    assert desk.tell() == 1
    assert desk.tell() == desk.tell(NOW + timedelta(hours=5)) == 0
    [(path, _, body)] = web.got
    assert path == "/hook"
    assert body["title"] == "[carrier] alert A12 (high)"
    assert body["message"] == (
        "bulk_lookup, no_case; 412 people; 2026-03-07 – 2026-03-09\n"
        "https://inbox.example/alerts/A12"
    )


@pytest.mark.parametrize(
    "columns",
    [{"severity": 2}, {"status": "dismissed", "rank": None}, {"status": "closed", "rank": None}],
)
def test_an_alert_below_the_severity_or_answered_is_not_told(desk, columns):
    desk.begin()
    desk.alert(1, **columns)
    assert desk.find() == 0


def test_an_alert_that_rises_to_the_severity_is_told_then(desk):
    desk.begin()
    desk.alert(1, severity=2)
    desk.find()
    desk.change(1, severity=3)
    assert (desk.find(), desk.find()) == (1, 0)
    assert abouts(desk) == ["alert A1"]


def test_an_alert_escalates_by_severity_and_by_the_class_of_its_p_once_each(desk, web):
    desk.begin()
    desk.alert(1)
    desk.tell()
    for same in ({"p": 0.002}, {"severity": 2}, {"severity": 3}, {"records": 99}):
        desk.change(1, **same)
        assert desk.find() == 0
    desk.change(1, severity=4)
    assert (desk.find(), desk.find()) == (1, 0)
    desk.change(1, p=1e-6, severity=3)
    assert (desk.find(), desk.find()) == (1, 0)
    desk.change(1, p=0.5)
    desk.find()
    desk.change(1, p=1e-6)
    assert desk.find() == 0
    assert abouts(desk) == ["alert A1", "alert A1 4.0", "alert A1 4.2"]
    desk.deliver()
    assert web.titles[1:] == ["[carrier] alert A1 escalates (critical)",
                              "[carrier] alert A1 escalates (high)"]  # fmt: skip


def test_an_alert_told_in_the_first_digest_still_escalates(desk):
    desk.alert(1)
    desk.find()
    desk.change(1, severity=4)
    assert desk.find() == 1
    assert abouts(desk, kind="escalation") == ["alert A1 4.0"]


def test_what_nobody_answers_is_told_after_so_many_days(desk, web):
    desk.begin()
    desk.alert(1)
    desk.tell()
    assert desk.find(NOW + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert desk.tell(NOW + timedelta(days=7)) == 1
    assert desk.find(NOW + timedelta(days=9)) == 0
    assert web.titles[-1] == "[carrier] alert A1 has waited 7 days for an answer"
    desk.change(1, status="dismissed", rank=None)
    desk.alert(2, opened=NOW)
    assert desk.find(NOW + timedelta(days=8)) == 2


def test_a_flood_is_one_message_and_five_are_five(desk, web):
    desk.begin()
    for number in range(1, 6):
        desk.alert(number)
    assert desk.find() == 5
    for number in range(6, 12):
        desk.alert(number, severity=4 if number == 9 else 3)
    assert desk.tell() == 6
    assert web.titles[-1] == "[carrier] 6 news"
    lines = web.got[-1][2]["message"].splitlines()
    assert lines[0].startswith("alert A9 (critical): bulk_lookup, no_case; 412 people")
    assert len(lines) == 7
    assert len(desk.rows(state="bundled")) == 6


def test_what_a_backfill_raises_of_long_ago_is_told_together(desk, web):
    desk.begin()
    for number in (1, 2, 3):
        desk.alert(number, first=NOW.date().replace(year=2025),
                   last=NOW.date().replace(year=2025))  # fmt: skip
    desk.alert(4)
    assert desk.tell() == 2
    assert sorted(web.titles) == ["[carrier] 3 news", "[carrier] alert A4 (high)"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({}, 0),
        ({"detector": "bulk_lookup;no_case"}, 0),
        ({"until_score": 10.0, "until_people": 500}, 0),
        ({"actor": None, "org": "carrier", "detector": "bulk_lookup;no_case"}, 0),
        ({"state": "ended"}, 1),
        ({"state": "proposed"}, 1),
        ({"until": NOW - timedelta(seconds=1)}, 1),
        ({"actor": f"{2:032x}"}, 1),
        ({"org": "lender"}, 1),
        ({"detector": "no_case"}, 1),
        ({"until_score": 9.0}, 1),
        ({"until_people": 412}, 1),
    ],
)
def test_what_is_suppressed_is_not_told_until_an_end_is_reached(desk, columns, told):
    desk.begin()
    desk.alert(1)
    given = {
        "actor": f"{1:032x}", "reason": "known", "made": NOW, "made_by": "lin",
        "until": NOW + timedelta(days=3), "state": "standing",
    } | columns  # fmt: skip
    with desk.store.writing() as session:
        session.add(Suppression(**given))
    assert desk.find() == told


def test_channels_are_told_of_their_kinds_from_their_severity(desk, web, another):
    desk.channels["chiefs"] = f"json://127.0.0.1:{another.port}"
    desk.more["chiefs"] = 'kinds = ["alert"]\nseverity = "critical"'
    desk.begin()
    desk.alert(1)
    desk.alert(2, severity=4)
    desk.window("ingest", NOW - timedelta(hours=3), "failed", ended=NOW)
    desk.tell()
    assert another.titles == ["[carrier] alert A2 (critical)"]
    assert len(web.titles) == 3


def test_a_channel_added_later_gets_its_own_first_digest(desk, web, another):
    desk.begin()
    desk.alert(1)
    desk.tell()
    desk.channels["late"] = f"json://127.0.0.1:{another.port}"
    assert desk.tell() == 1
    assert another.titles == ["[carrier] leakwatch tells this channel"]
    assert len(web.got) == 1


def test_an_overdue_job_is_told_once_an_outage(desk, web):
    desk.begin()
    for hours in (30, 20, 2):
        desk.window("ingest", NOW - timedelta(hours=hours), "waiting")
    assert desk.tell() == 1
    assert web.titles == ["[carrier] job ingest is overdue since 2026-03-09 10:00"]
    with desk.store.writing() as session:
        from leakwatch.store.windows import Window

        session.delete(session.query(Window).order_by(Window.due).first())
    assert desk.find() == 0
    desk.window("ingest", NOW + timedelta(hours=1), "running")
    assert desk.find(NOW + timedelta(hours=1, minutes=59)) == 0
    with desk.store.writing() as session:
        session.query(Window).filter_by(state="waiting").update({"state": "done"})
    assert desk.find(NOW + timedelta(hours=2, minutes=1)) == 1


def test_a_backfill_a_paused_and_a_punctual_job_are_not_overdue(desk):
    desk.begin()
    desk.window("detect", NOW - timedelta(days=9), "waiting", asked_by="lin")
    desk.window("rings", NOW - timedelta(minutes=59), "running")
    desk.window("backup", NOW - timedelta(days=3), "done", ended=NOW)
    desk.window("health", NOW - timedelta(days=3), "waiting")
    with desk.store.writing() as session:
        session.add(Pause(job="health", since=NOW, who="lin", reason="moving"))
    assert desk.find() == 0


def test_a_failed_job_is_told_once_until_it_has_worked_again(desk, web):
    desk.begin()

    def at(hours):
        return NOW + timedelta(hours=hours)

    desk.window("ingest", at(0), "done", ended=at(0))
    desk.window("ingest", at(1), "failed", ended=at(1), error="phone 13800138000 is odd")
    assert (desk.tell(at(1)), desk.tell(at(1))) == (1, 0)
    desk.window("ingest", at(2), "failed", ended=at(2))
    assert desk.tell(at(2)) == 0
    desk.window("ingest", at(3), "done", ended=at(3))
    assert desk.tell(at(3)) == 0
    desk.window("ingest", at(4), "failed", ended=at(4))
    assert desk.tell(at(4)) == 1
    assert web.titles == ["[carrier] job ingest of 2026-03-10 17:00 failed",
                          "[carrier] job ingest of 2026-03-10 20:00 failed"]  # fmt: skip
    assert "138" not in "".join(row.subject + row.body for row in desk.rows())


def test_the_digest_comes_once_a_day_of_the_organisation(desk, web):
    desk.begin()
    desk.alert(1, opened=NOW - timedelta(days=3))
    desk.alert(2, severity=4)
    desk.deliver()
    desk.find()
    desk.deliver()
    web.got.clear()
    late = datetime(2026, 3, 10, 15, 59, tzinfo=UTC)
    for now in (late, late, late + timedelta(minutes=2)):
        digest(desk.settings, desk.lake, desk.store, now)
    assert web.titles == ["[carrier] daily digest"] * 2
    lines = web.got[0][2]["message"].splitlines()
    assert lines[:3] == [
        "open alerts: 2 (1 critical, 1 high)",
        "since 2026-03-09 16:00: 1 opened, 0 answered or withdrawn",
        "the oldest open alert, A1, has waited 3 days",
    ]
    assert lines[-2].startswith("the trail ends with 0:")
    assert lines[-1] == "https://inbox.example/"
    assert web.got[1][2]["message"].splitlines()[1].startswith("since 2026-03-10 23:59: 0 opened")


def test_nothing_happens_where_no_channel_is_set_up(desk):
    desk.channels.clear()
    desk.alert(1)
    digest(desk.settings, desk.lake, desk.store, NOW)
    assert desk.find() == 0
    assert desk.rows() == []


def test_both_languages_say_the_same_of_the_same(desk, web):
    desk.begin()
    desk.alert(1)
    desk.language = "zh"
    desk.name = "某运营商"
    desk.tell()
    digest(desk.settings, desk.lake, desk.store, NOW)
    assert web.titles == ["[某运营商] 警报 A1（高）", "[某运营商] 每日摘要"]
    assert web.got[0][2]["message"].splitlines()[0] == (
        "bulk_lookup、no_case；涉及 412 人；2026-03-07 – 2026-03-09"
    )
    assert web.got[1][2]["message"].startswith("未处理警报：1（高 1）")
