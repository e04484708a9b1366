"""What the judges are given of a real lake."""

from datetime import date

from leakwatch import judging, pipeline, settings, tokens
from leakwatch.detect import Detected
from leakwatch.excuses.duties import SampledByQualityControl
from leakwatch.features.columns import SUBJECTS
from leakwatch.footing import footing
from leakwatch.store import runs

SETTINGS = '[sources.crm]\nconnector = "telecom_crm"\npath = "*.csv"\norg = "c"\n'
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码\n"
LOOKS = (("A1", 7, 1), ("A2", 7, 1), ("A2", 7, 1), ("A1", 7, 2), ("A1", 8, 1))


def test_detectors_are_given_who_was_looked_at_by_how_many(tmp_path, monkeypatch) -> None:
    lines = [f"{who},B,2026-03-0{day} 09:00:{n:02},机主信息查询,1000000000{person}\n"
             for n, (who, day, person) in enumerate(LOOKS)]  # fmt: skip
    (tmp_path / "a.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    (tmp_path / "leakwatch.toml").write_text(SETTINGS, encoding="utf-8")
    tokens.new(tmp_path / "leakwatch.key")
    given, ledgers = [], {}

    def listening(facts, *rest, **settings) -> Detected:
        given.append(facts.subjects.order_by("day", "actors").to_pandas())
        for name in ("pairs", "deeds"):
            ledgers.setdefault(name, []).append(getattr(facts, name).count().to_pandas())
        return detect(facts, *rest, **settings)

    detect = judging.detect
    monkeypatch.setattr(judging, "detect", listening)
    with pipeline.opened(settings.read(tmp_path / "leakwatch.toml")) as house:
        pipeline.run(house)
        pipeline.detect(house, until=date(2026, 3, 7))
    whole, part = given
    assert list(whole.columns) == list(SUBJECTS)
    assert whole[["actors", "looks"]].to_numpy().tolist() == [[1, 1], [2, 3], [1, 1]]
    assert part[["actors", "looks"]].to_numpy().tolist() == [[1, 1], [2, 3]]
    # who looked at whom, and who did what where, up to the same day
    assert ledgers == {"pairs": [4, 3], "deeds": [3, 2]}


DECLARED = """
[organisation]
zone = "Asia/Urumqi"
[detect]
shared_places = ["c/kiosk/3", "c/10.0.0.7"]
registered_batch_accounts = ["c/A1"]
[context.cases]
path = "cases.txt"
"""
CASES = """单号,类型,客户手机,客户证件号,业务键,受理工号,机构,开始时间,结束时间
1,质检,10000000001,,,A2,B,2026-03-07 08:00,
"""


def test_excuses_are_given_zone_places_machines_and_whom_cases_name(tmp_path) -> None:
    lines = [f"{who},B,2026-03-0{day} 09:00:{n:02},机主信息查询,1000000000{person}\n"
             for n, (who, day, person) in enumerate(LOOKS)]  # fmt: skip
    (tmp_path / "a.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    (tmp_path / "cases.txt").write_text(CASES, encoding="utf-8")
    path = tmp_path / "leakwatch.toml"
    path.write_text(SETTINGS + DECLARED.replace("[context.cases]", '[context.cases]\norg = "c"'))
    tokens.new(tmp_path / "leakwatch.key")
    with pipeline.opened(settings.read(path)) as house:
        pipeline.run(house)
        facts = judging.given(house.lake, None)
        ground = judging.ground(facts, house.lake, footing(house.settings, house.key))
        assert ground.zone == "Asia/Urumqi"
        assert ground.shared_places == {("c", "kiosk/3"), ("c", "10.0.0.7")}
        assert ground.batch_actors == {tokens.read_token(house.key, "actor", "c/A1")}
        people = set(facts.pairs.subject.to_pandas())
        assert set(ground.context["cases"].person.to_pandas()) <= people
        held = SampledByQualityControl().holds(facts.frame, ground)
        days = facts.frame[held].assign(day=lambda table: table["day"].astype(str))
        mine = tokens.read_token(house.key, "actor", "c/A2")
        assert days[["actor", "day"]].to_numpy().tolist() == [[mine, "2026-03-07"]]
        kept = runs.last_done(house.store, "detect").summary
    # the other day was a machine's alone
    assert kept["promise"]["days"] == 1
    assert kept["promise"]["short"] is True
