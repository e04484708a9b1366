"""What the judges are given of a real lake."""

from datetime import date

from leakwatch import judging, pipeline, settings, tokens
from leakwatch.detect import Detected
from leakwatch.features.columns import SUBJECTS

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
