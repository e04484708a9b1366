"""Whom flagged days expose: people, not tokens, once each under the highest class."""

from datetime import date

import pandas as pd
import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.exposed import Exposed

HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数\n"
SETTINGS = '[sources.crm]\nconnector = "telecom_crm"\npath = "*.csv"\norg = "c"\n'
INFO, CALLS, LIST = "机主信息查询", "通话详单查询", "名单导出"


@pytest.fixture
def exposed(tmp_path):
    def counted(*rows, flagged=(1,), accounts=("A1",)):
        lines = [f"{who},B,2026-03-0{day} 09:00:{n:02},{what},{phone},{id_no},{found}\n"
                 for n, (who, day, what, phone, id_no, found) in enumerate(rows)]  # fmt: skip
        (tmp_path / "a.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
        (tmp_path / "leakwatch.toml").write_text(SETTINGS, encoding="utf-8")
        tokens.new(tmp_path / "leakwatch.key")
        with pipeline.opened(settings.read(tmp_path / "leakwatch.toml")) as house:
            pipeline.ingest(house)
            pipeline.derive(house)
            actors = [tokens.read_token(house.key, "actor", f"c/{one}") for one in accounts]
            days = [(actor, date(2026, 3, day)) for actor in actors for day in flagged]
            found = Exposed(house.lake)(pd.DataFrame(days, columns=["actor", "day"]))
        by_actor = found.set_index("actor")["exposed"]
        return [by_actor[actor] for actor in actors]

    return counted


def look(person, what=INFO, found="1", *, day=1, who="A1", id_no=""):
    phone = f"1000000000{person}"
    return who, day, what, phone, id_no, found


def test_a_person_is_counted_once_under_the_highest_class(exposed):
    [one] = exposed(look(1), look(1, CALLS), look(1), look(2), look(3, CALLS))
    assert one["people"] == {"call_record": [2, 2], "identity": [1, 1]}


def test_a_phone_and_an_id_number_seen_together_are_one_person(exposed):
    id_no = "990101199001010001"
    [one] = exposed(look(1, id_no=id_no), look(1), look(2))
    assert (one["least"], one["most"]) == (2, 2)


def test_days_that_are_not_flagged_and_other_accounts_do_not_count(exposed):
    [one] = exposed(look(1), look(2, day=2), look(3, who="A2"))
    assert one["most"] == 1


def test_of_two_accounts_each_has_its_own_people(exposed):
    one, two = exposed(look(1), look(1, who="A2"), look(2, who="A2"), accounts=("A1", "A2"))
    assert (one["most"], two["most"]) == (1, 2)


def test_a_look_that_found_nothing_exposes_nobody_and_is_told(exposed):
    [one] = exposed(look(1, found="0"), look(2), look(2, found="0"))
    assert (one["least"], one["most"], one["dropped"]) == (1, 1, {"zero rows": 2})


def test_a_look_that_does_not_say_what_it_found_makes_a_range(exposed):
    [one] = exposed(look(1), look(2, found=""))
    assert one["people"] == {"identity": [1, 2]}


def test_lists_are_at_least_the_people_of_the_largest_and_at_most_all_of_them(exposed):
    [one] = exposed(look(1), look(2, LIST, "40"), look(3, LIST, "100"))
    assert (one["least"], one["most"], one["unnamed"]) == (100, 141, 138)


def test_many_rows_about_one_person_are_one_person(exposed):
    [one] = exposed(look(1, CALLS, "1536"), look(2, INFO, "20"))
    assert (one["least"], one["most"], one["unnamed"]) == (2, 2, 0)
