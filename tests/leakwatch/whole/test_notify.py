"""What people are told of a whole world: numbers, and nobody's data."""

import re
from datetime import UTC, datetime, timedelta

import msgspec

from leakwatch import channels, pipeline, settings
from leakwatch.notify import digest, find
from leakwatch.store.deliveries import Delivery

DIGITS = re.compile(rb"(?<![0-9A-Za-z])[0-9]{11,17}[0-9X]?(?![0-9A-Za-z])")
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def told(world, language):
    """Every text that goes out: the first digest, each alert by itself, due ones, the daily one."""
    found = settings.read(world.folder / "leakwatch.toml")
    everything = channels.Channel(url="json://127.0.0.1:9", severity="low")
    notify = channels.Notify(link="https://inbox.example", most=10_000,
                             channels={"begun": everything, language: everything})  # fmt: skip
    ours = msgspec.structs.replace(found.organisation, language=language)
    with pipeline.opened(found) as house, house.store.writing() as session:
        # not the first time, so nothing is left out; long ago or not, each by itself
        session.add(
            Delivery(about="digest first", channel=language, kind="digest", subject="", body="",
                     made=NOW, state="sent", attempts=1, unsure=False)
        )  # fmt: skip
    said = msgspec.structs.replace(found, notify=notify, organisation=ours)
    with pipeline.opened(found) as house:
        last = max(house.lake.engine.arrow(house.lake.read("events", {"at": "timestamp('UTC', 6)"}))
                   ["at"].to_pylist())  # fmt: skip
        find(said, house.lake, house.store, last)
        find(said, house.lake, house.store, last + timedelta(days=400))
        digest(said, house.lake, house.store, last + timedelta(days=400))
        with house.store.reading() as session:
            rows = session.query(Delivery).filter_by(channel=language).all()
            return [f"{row.about}\n{row.subject}\n{row.body}" for row in rows]


def test_no_identifier_of_the_logs_and_no_token_is_in_any_message(world):
    raw = set()
    for path in world.planted.dirt:
        data = (world.folder / path).read_bytes()
        raw |= set(DIGITS.findall(data))
    assert len(raw) > 1000
    accounts = b"|".join(sorted({leak.account.encode() for leak in world.planted.leaks}))
    for language in ("en", "zh"):
        texts = told(world, language)
        assert sum(text.startswith("alert ") for text in texts) > 5
        for text in texts:
            assert not raw & set(DIGITS.findall(text.encode())), text
            assert not re.search(rb"\b(?:" + accounts + rb")\b", text.encode()), text
            assert not re.search(r"\b[0-9a-f]{16,}\b", text.partition("the trail")[0]
                                 .partition("审计链")[0].partition("news ")[0]), text  # fmt: skip
