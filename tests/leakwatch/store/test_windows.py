"""Windows of jobs: each once, in order, whatever becomes of those who do them."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from leakwatch import store
from leakwatch.store import windows
from leakwatch.store.windows import Window

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
OLD, NEW = "a" * 64, "b" * 64


def hours(*numbers):
    return [NOW + HOUR * number for number in numbers]


def states(kept, job="j"):
    return [(one.due, one.state) for one in reversed(windows.of_job(kept, job))]


def only(kept, job="j"):
    [window] = windows.of_job(kept, job)
    return window


def add_all(url, told):
    with store.open(url) as kept:
        told.put(sum(windows.add(kept, "j", hours(*range(n, n + 5)), OLD) for n in range(10)))


def test_many_who_add_at_once_add_each_window_once(url, kept, at_once):
    assert sum(at_once(add_all, [(url,)] * 3)) == 14
    assert [due for due, _ in states(kept)] == hours(*range(14))


def test_a_window_is_one_of_job_moment_and_settings(kept):
    assert windows.add(kept, "j", [], OLD) == 0
    assert windows.add(kept, "j", hours(2, 1, 1), OLD) == 2
    assert windows.add(kept, "j", hours(1, 2, 3), OLD) == 1
    assert windows.add(kept, "j", hours(1), NEW) == 1
    assert windows.add(kept, "k", hours(1), OLD) == 1
    [first, *_] = windows.open_windows(kept)
    assert (first.state, first.attempts, first.asked_by) == ("waiting", 0, "clock")
    assert [one.due for one in windows.open_windows(kept)] == hours(1, 1, 1, 2, 3)


def test_begun_and_done(kept):
    windows.add(kept, "j", hours(0), OLD)
    number = only(kept).id
    assert not windows.done(kept, number, 1, {})
    assert windows.begin(kept, number, 7, OLD, NOW) == 1
    assert windows.ours(kept, number, 1)
    windows.tell(kept, number, 1, {"step": "rows", "count": 3})
    found = only(kept)
    assert (found.state, found.fence, found.began, found.progress) == (
        "running", 7, NOW, {"step": "rows", "count": 3},
    )  # fmt: skip
    assert windows.done(kept, number, 1, {"files": 2}, now=NOW + HOUR)
    found = only(kept)
    assert (found.state, found.ended, found.progress) == ("done", NOW + HOUR, {"files": 2})
    assert windows.open_windows(kept) == []
    assert windows.begin(kept, number, 8, OLD, NOW) == 0
    assert not windows.ours(kept, number, 1)
    assert windows.last_done(kept, "j").id == number
    assert windows.last_done(kept, "k") is None


def test_of_two_attempts_only_the_later_counts(kept):
    windows.add(kept, "j", hours(0), OLD)
    number = only(kept).id
    assert windows.begin(kept, number, 1, OLD, NOW) == 1
    assert windows.begin(kept, number, 2, OLD, NOW + SECOND) == 2
    windows.tell(kept, number, 1, {"step": "late"})
    assert not windows.done(kept, number, 1, {"late": True})
    assert not windows.failed(kept, number, 1, "late")
    assert not windows.back(kept, number, 1)
    found = only(kept)
    assert (found.state, found.fence, found.progress, found.error) == ("running", 2, None, None)
    assert windows.done(kept, number, 2, {})
    assert not windows.failed(kept, number, 2, "too late")
    assert only(kept).state == "done"


def test_back_it_waits_again(kept):
    windows.add(kept, "j", hours(0), OLD)
    number = only(kept).id
    attempt = windows.begin(kept, number, 1, OLD, NOW)
    assert windows.back(kept, number, attempt)
    assert states(kept) == [(NOW, "waiting")]
    assert windows.begin(kept, number, 2, OLD, NOW) == 2


def test_what_fails_rests_twice_as_long_each_time_up_to_an_hour(kept):
    windows.add(kept, "j", hours(0), OLD)
    number, rests = only(kept).id, []
    for _ in range(10):
        attempt = windows.begin(kept, number, 1, OLD, NOW)
        assert windows.failed(kept, number, attempt, "no such file", NOW)
        rests.append((only(kept).again - NOW).total_seconds())
    assert rests == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert (only(kept).state, only(kept).error, only(kept).ended) == ("failed", "no such file", NOW)
    assert windows.begin(kept, number, 1, OLD, NOW) == 11
    assert (only(kept).error, only(kept).ended) == (None, None)


def test_rests_grow_though_the_next_moment_covers_the_last(kept):
    windows.add(kept, "j", hours(0), OLD)
    first = only(kept).id
    for _ in range(3):
        windows.failed(kept, first, windows.begin(kept, first, 1, OLD, NOW), "away", NOW)
    windows.add(kept, "j", hours(1), OLD)
    [later, _] = windows.of_job(kept, "j")
    attempt = windows.begin(kept, later.id, 1, OLD, NOW)
    windows.failed(kept, later.id, attempt, "away", NOW)
    assert windows.of_job(kept, "j")[0].again - NOW == timedelta(minutes=4)
    assert windows.done(kept, later.id, windows.begin(kept, later.id, 1, OLD, NOW), {},
                        covered=[first])  # fmt: skip
    windows.add(kept, "j", hours(2), OLD)
    assert windows.begin(kept, windows.of_job(kept, "j")[0].id, 1, OLD, NOW) == 1


def test_asked_for_what_rests_is_tried_at_once(kept):
    windows.add(kept, "j", hours(0), OLD)
    windows.failed(kept, only(kept).id, windows.begin(kept, only(kept).id, 1, OLD), "away")
    with kept.writing() as session:
        windows.at_once(session, "k")
    assert only(kept).again is not None
    with kept.writing() as session:
        windows.at_once(session, "j")
    assert only(kept).again is None


def test_the_last_covers_those_before_and_they_say_by_what(kept):
    windows.add(kept, "j", hours(*range(2500)), OLD)
    *earlier, last = windows.open_windows(kept)
    attempt = windows.begin(kept, last.id, 1, OLD, NOW)
    assert windows.done(kept, last.id, attempt, {"rows": 1}, covered=[one.id for one in earlier])
    assert windows.open_windows(kept) == []
    [last, before, *_] = windows.of_job(kept, "j")
    assert (last.progress, before.progress) == ({"rows": 1}, {"covered_by": last.id})
    assert before.began is None


def test_a_window_is_done_under_the_settings_of_its_doing(kept):
    windows.add(kept, "j", hours(0), OLD)
    assert windows.begin(kept, only(kept).id, 1, NEW, NOW) == 1
    assert only(kept).settings_hash == NEW
    windows.done(kept, only(kept).id, 1, {})
    assert windows.add(kept, "j", hours(0), NEW) == 0
    # asked for under the former settings, it is another's work, which nobody can do any more
    windows.add(kept, "j", hours(0), OLD, asked_by="shell:lin")
    [twin] = windows.open_windows(kept)
    assert windows.begin(kept, twin.id, 1, NEW, NOW) == 0
    assert windows.open_windows(kept) == []
    assert {one.settings_hash for one in windows.of_job(kept, "j")} == {OLD, NEW}


def test_the_last_moment_is_the_clocks_and_not_of_days_to_come(kept):
    assert windows.last_due(kept, "j", NOW) is None
    windows.add(kept, "j", hours(-3, -2, 5), OLD)
    windows.add(kept, "j", hours(-1), OLD, asked_by="shell:lin")
    windows.add(kept, "k", hours(0), OLD)
    assert windows.last_due(kept, "j", NOW) == NOW - 2 * HOUR
    assert windows.last_due(kept, "j", NOW + 5 * HOUR) == NOW + 5 * HOUR


def test_what_a_clock_ahead_did_before_its_time_is_done_again(kept):
    windows.add(kept, "j", hours(22, 23, 24), OLD)
    covered, early, late = windows.open_windows(kept)
    for one, began in ((early, NOW), (late, NOW + 25 * HOUR)):
        attempt = windows.begin(kept, one.id, 1, OLD, began)
        windows.done(kept, one.id, attempt, {}, now=began, covered=[covered.id])
    assert windows.add(kept, "j", hours(22, 23, 24), OLD) == 2
    assert states(kept) == [
        (NOW + 22 * HOUR, "waiting"), (NOW + 23 * HOUR, "waiting"), (NOW + 24 * HOUR, "done"),
    ]  # fmt: skip
    assert windows.add(kept, "j", hours(22, 23, 24), OLD) == 0


DEEDS = st.sampled_from(["begin", "done", "failed", "back", "late"])


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(DEEDS, max_size=12))
def test_done_is_done_whatever_comes_after(kept, deeds):
    with kept.writing() as session:
        session.execute(delete(Window))
    windows.add(kept, "j", hours(0), OLD)
    number, state, attempt = only(kept).id, "waiting", 0
    for deed in deeds:
        if deed == "begin":
            begun = windows.begin(kept, number, 1, OLD, NOW)
            assert begun == (0 if state == "done" else attempt + 1)
            state, attempt = ("done", attempt) if state == "done" else ("running", begun)
        elif deed == "late":
            assert not windows.done(kept, number, attempt - 1, {})
        else:
            said = {"done": [{}], "failed": ["why"], "back": []}[deed]
            held = getattr(windows, deed)(kept, number, attempt, *said)
            assert held == (state == "running")
            if held:
                state = {"done": "done", "failed": "failed", "back": "waiting"}[deed]
        assert only(kept).state == state


def test_old_windows_are_forgotten_but_for_the_last_of_a_job_and_what_is_not_done(kept):
    for job, ends in (("often", (0, 1, 2)), ("rare", (0,)), ("each", (0, 1))):
        windows.add(kept, job, hours(*ends), OLD)
    for one in windows.open_windows(kept):
        if (one.job, one.due) != ("often", NOW + HOUR):
            attempt = windows.begin(kept, one.id, 1, OLD, NOW)
            assert windows.done(kept, one.id, attempt, {})
    assert windows.forget(kept, ["often", "rare"], NOW + 5 * HOUR) == 1
    left = {name: [one.due for one in windows.of_job(kept, name)] for name in ("often", "rare")}
    assert left == {"often": hours(2, 1), "rare": hours(0)}
    assert len(windows.of_job(kept, "each")) == 2
    assert windows.last_due(kept, "rare", NOW + 5 * HOUR) == NOW


def test_the_clocks_last_window_is_remembered_though_a_person_asked_for_a_later_one(kept):
    windows.add(kept, "j", hours(0, 1), OLD)
    windows.add(kept, "j", hours(2), OLD, asked_by="shell:lin")
    for one in windows.open_windows(kept):
        windows.done(kept, one.id, windows.begin(kept, one.id, 1, OLD, NOW), {})
    assert windows.forget(kept, ["j"], NOW + 5 * HOUR) == 1
    assert windows.last_due(kept, "j", NOW + 5 * HOUR) == NOW + HOUR
