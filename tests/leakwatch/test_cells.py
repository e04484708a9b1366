import ibis
import pyarrow as pa
import pytest

from leakwatch import cells, clocks


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def compute(request, duckdb_engine):
    """What an expression of text cells makes of each."""
    engine = duckdb_engine if request.param == "duckdb" else request.getfixturevalue("spark_engine")

    def each(make, *columns):
        names = [f"c{place}" for place in range(len(columns))]
        data = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
        table = engine.table(data)
        return engine.arrow(table.select(said=make(*(table[name] for name in names))))[
            "said"
        ].to_pylist()

    return each


YES = ["是", "Y", "y", "1", "true", "TRUE", "True", "√", " 是 ", "１", "Ｙ"]
NO = ["否", "N", "n", "0", "false", "", None, "不是", "11", "×", "yes?"]


def test_yes_is_yes_and_the_rest_is_no(compute):
    assert compute(cells.yes, YES + NO) == [True] * len(YES) + [False] * len(NO)


NUMBERS = {
    "1": 1, "1,024": 1024, "１，０２４": 1024, "1，024": 1024, " 7 ": 7, "-5": -5, "3.0": 3,
    "3.": 3,
    "0": 0, "007": 7, "999999999999999": 999999999999999, "": None, "多": None, "1.5": None,
    "1.38E+10": None, "1 2": None, "9999999999999999": None, "--1": None,
}  # fmt: skip


def test_a_number_is_whole_or_nothing(compute):
    assert compute(cells.number, [*NUMBERS, None]) == [*NUMBERS.values(), None]


def test_a_word_no_list_knows_stays_as_it_is(compute):
    said = compute(lambda cell: cells.word(cell, {"查询": "view"}), ["查询", "开箱", None])
    assert said == ["view", "开箱", None]


PAIRS = [
    ("2026-03-07", "09:05:11", (9, 5, 11)),
    ("2026/3/7", "上午 9:05", (9, 5)),
    ("2026年3月7日", "9时5分", (9, 5)),
    ("20260307", "090511", (9, 5, 11)),
    ("2026-03-07 00:00:00", "9:05", (9, 5)),
    ("2026/3/7 0:00", "9:05", (9, 5)),
    ("2026-03-07T00:00:00.000", "9:05", (9, 5)),
    ("46088", "09:05", (9, 5)),
    ("46088", "0.5", (12, 0)),
    ("2026-03-07", ".5", (12, 0)),
    ("2026-03-07", "2026-03-07 09:05:11", (9, 5, 11)),
    ("46088", "20260307090511", (9, 5, 11)),
    ("2026/3/7", "46088.5", (12, 0)),
    ("2026/3/7", "2026年3月7日9时5分", (9, 5)),
]


def test_two_cells_are_one_time_each_in_its_own_style(compute):
    days, times, walls = zip(*PAIRS, strict=True)
    said = [clocks.read(text) for text in compute(cells.moment, days, times)]
    assert [(m.wall.day, m.wall.timetuple()[3:6]) for m in said] == [
        (7, (*wall, 0, 0)[:3]) for wall in walls
    ]


def test_an_epoch_in_the_cell_of_the_time_is_the_moment(compute):
    [text] = compute(cells.moment, ["2026-03-07"], ["1772845511000"])
    assert clocks.read(text).utc.hour == 1


def test_half_a_pair_is_no_time(compute):
    said = compute(cells.moment, ["2026-03-07", None, "2026-03-07"], [None, "09:05", "休"])
    assert [text and clocks.read(text).problem for text in said] == [None, None, "unreadable time"]


def test_the_first_of_a_list(duckdb_engine):
    table = ibis.memtable({"a": [["x", "y"], ["z"]]})
    assert duckdb_engine.arrow(table.select(f=cells.first(table.a)))["f"].to_pylist() == ["x", "z"]
