"""A leaked sample becomes rows of people, of whatever organisation."""

from datetime import UTC, datetime

import pytest

from leakwatch.tokens import read_token

HEADER = "证件号,手机,业务键,发现时间,来源\n"


@pytest.fixture
def leads(house):
    """The batch of these lines, and the rows that came of them."""

    def taken(*lines, org="*"):
        house.toml = f'[context.leads]\npath = "leads.csv"\norg = "{org}"\n'
        house.write("leads.csv", HEADER + "\n".join(lines) + "\n")
        return house.taken(), house.rows("leads")

    return taken


def test_a_person_is_known_by_three_kinds_of_token(house, leads):
    batch, [row] = leads("990101199001010017,+86 100-0000-0001,TEST0001,2026-03-07 09:05:11,群聊")
    key = house.key
    assert (row["id_no"], row["phone"], row["key"]) == (
        read_token(key, "id_no", "990101199001010017"),
        read_token(key, "phone", "10000000001"),
        read_token(key, "key", "TEST0001"),
    )
    assert (row["at"], row["origin"]) == (datetime(2026, 3, 7, 1, 5, 11, tzinfo=UTC), "群聊")
    assert batch.masked == 0


@pytest.mark.parametrize(("org", "said"), [("*", None), ("carrier", "carrier")])
def test_a_sample_of_everybody_is_of_no_organisation(leads, org, said):
    _, [row] = leads(",10000000001,,2026-03-07 09:05:11,", org=org)
    assert row["org"] == said


@pytest.mark.parametrize("day", ["2026-03-07", "20260307", "2026年3月7日", "46088"])
def test_a_date_alone_is_a_time(leads, day):
    _, [row] = leads(f",10000000001,,{day},")
    assert row["at"] == datetime(2026, 3, 6, 16, tzinfo=UTC)


def test_a_masked_number_is_kept_and_counted(leads):
    batch, [row] = leads(",100****0001,,2026-03-07,群聊")
    assert (row["phone"], batch.masked) == (None, 1)


def test_a_second_identifier_that_is_none_is_as_good_as_absent(leads):
    _, [row] = leads("无,10000000001,,2026-03-07,")
    assert row["id_no"] is None
    assert row["phone"] is not None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",10000000001,,,群聊", "发现时间: blank"),
        (",10000000001,,上周,群聊", "at: unreadable time"),
        (",,,2026-03-07,群聊", "none of 证件号, 手机, 业务键"),
        (",1.00E+10,,2026-03-07,群聊", "phone: a key in scientific notation has lost its digits"),
    ],
)
def test_a_line_that_says_nothing_is_set_aside(leads, line, reason):
    batch, rows = leads(line, ",10000000002,,2026-03-07,")
    assert [(wrong.line, wrong.reason) for wrong in batch.wrong] == [(2, reason)]
    assert len(rows) == 1
