"""Who may approve, and owners of what is late, are told: once, and without anybody's data."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leakwatch.notify import digest
from leakwatch.store import approvals, closing, matters, measures, users
from leakwatch.store.approvals import Wish
from leakwatch.store.proposals import Proposal

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TOKEN = "5f" * 16
TYPED = "王五 10012345678"
DAY = timedelta(days=1)


def asked(session, now=NOW):
    wish = Wish("reveal", TOKEN, "account", TYPED)
    return approvals.ask(session, wish, "ines", now=now)


def proposal(session, **columns):
    session.add(Proposal(kind="threshold", state="waiting", detector="no_case", after=0.1,
                         until=NOW + 90 * DAY, reason=TYPED, made=NOW, made_by="ana",
                         **columns))  # fmt: skip


def matter(session, due=None, owner=None):
    made = matters.open_matter(session, TYPED, "ines", now=NOW - 9 * DAY)
    made.due, made.owner = due, owner
    return made


def abouts(desk):
    return [row.about.split(" 20")[0] for row in desk.rows() if row.about != "digest first"]


@pytest.mark.parametrize("ended", [
    {"approved": True}, {"approved": False, "said": "no"}, None,
])  # fmt: skip
def test_nothing_is_told_of_what_is_decided_or_over(desk, ended):
    desk.begin()
    with desk.store.writing() as session:
        one = asked(session, NOW - (2 * DAY if ended is None else timedelta(0)))
        if ended:
            approvals.decide(session, one.id, "sue", now=NOW, **ended)
        proposal(session)
        session.query(Proposal).update(
            {"state": "refused", "decided_by": "sue", "decided": NOW, "answer": "no"}
        )
        closed = matter(session, due=NOW - DAY)
        closing.propose(session, closed, "internal", TYPED, "ines", now=NOW)
        closing.close(session, closed, TYPED, "sue", now=NOW)
    assert desk.find() == 0


def test_nothing_is_told_of_what_is_not_late_yet(desk):
    desk.begin()
    with desk.store.writing() as session:
        one = matter(session, due=NOW + DAY, owner="ines")
        matter(session)
        measures.add(session, one, "duty", TYPED, "ines", due=date(2026, 3, 10), now=NOW)
        measures.add(session, one, "duty", TYPED, "ines", now=NOW)
        done = measures.add(session, one, "duty", TYPED, "ines", due=date(2026, 3, 1), now=NOW)
        measures.finish(session, done, TYPED, "ines", now=NOW)
    assert desk.find() == 0


def test_what_waits_for_a_second_person_is_told_once_each(desk, web):
    desk.begin()
    with desk.store.writing() as session:
        asked(session)
        proposal(session)
        closing.propose(session, matter(session), "internal", TYPED, "ines", now=NOW)
    assert (desk.tell(), desk.tell(NOW + timedelta(hours=5))) == (3, 0)
    assert abouts(desk) == ["approval 1", "proposal P1", "closing M1"]
    said = [body["message"] for _, _, body in web.got]
    assert said[0] == ("asked for by ines; until 2026-03-11 16:00\nhttps://inbox.example/approvals")
    assert said[1].endswith("asked for by ana\nhttps://inbox.example/proposals")
    assert web.titles[2] == "[carrier] matter M1 waits for a second person to close it"


def test_a_matter_sent_back_and_proposed_again_is_told_again(desk):
    desk.begin()
    with desk.store.writing() as session:
        one = matter(session)
        closing.propose(session, one, "internal", TYPED, "ines", now=NOW)
    desk.find()
    with desk.store.writing() as session:
        one = matters.named(session, "M1")
        closing.send_back(session, one, TYPED, "sue", now=NOW + DAY)
        closing.propose(session, one, "internal", TYPED, "ines", now=NOW + DAY)
    assert desk.find(NOW + DAY) == 1


def test_owners_of_what_is_late_are_told_by_name_where_they_are_users(desk, web):
    desk.begin()
    users.add(desk.store, "ines", "investigator", by="shell")
    with desk.store.writing() as session:
        one = matter(session, due=NOW - DAY, owner="ines")
        measures.add(session, one, "duty", TYPED, "ines", owner=TYPED, due=date(2026, 3, 9),
                     now=NOW)  # fmt: skip
        measures.add(session, one, "duty", TYPED, "ines", owner="Ines", due=date(2026, 3, 9),
                     now=NOW)  # fmt: skip
    assert (desk.tell(), desk.tell(NOW + DAY)) == (3, 0)
    said = [body["message"].splitlines()[0] for _, _, body in web.got]
    assert said == ["for ines", "it has no owner", "for ines"]
    assert [one.partition("] ")[2] for one in web.titles[:2]] == [
        "matter M1 is past its day",
        "a corrective action of matter M1 is past its day",
    ]


def test_a_channel_without_the_kind_is_not_told(desk):
    desk.more["ops"] = 'kinds = ["alert", "feed"]'
    desk.begin()
    with desk.store.writing() as session:
        asked(session)
        matter(session, due=NOW - DAY)
    assert desk.find() == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_digest_counts_them_and_no_message_says_what_was_typed_or_asked_about(desk, language):
    desk.language = language
    with desk.store.writing() as session:
        asked(session)
        proposal(session, actor=TOKEN)
        one = matter(session, due=NOW - DAY, owner="ines")
        measures.add(session, one, "duty", TYPED, "ines", owner=TYPED, due=date(2026, 3, 9),
                     now=NOW)  # fmt: skip
    digest(desk.settings, desk.lake, desk.store, NOW)
    told = [f"{row.about} {row.subject} {row.body}" for row in desk.rows()]
    assert not [one for one in told if TOKEN in one or "王五" in one or "10012345678" in one]
    (daily,) = [row.body for row in desk.rows() if row.about.startswith("digest 2026")]
    counts = {"en": ("person: 2", "matters past their day: 1", "actions past their day: 1"),
              "zh": ("等待第二人：2", "逾期案件：1", "逾期整改措施：1")}  # fmt: skip
    assert all(count in daily for count in counts[language]), daily
