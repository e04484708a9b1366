import datetime as dt

import openpyxl
import pytest

from leakwatch.errors import SourceError
from leakwatch.readers import archive, packing, sheets
from leakwatch.readers.opening import look

HEADER = ("操作序号", "操作模块", "操作人员", "操作时间")
REQUIRED = ("操作模块", "操作人员", "操作时间")


@pytest.fixture
def book(tmp_path):
    """A workbook of sheets; those called `hidden` are."""

    def write(**rows):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, some in rows.items():
            sheet = made.create_sheet(name)
            sheet.sheet_state = "hidden" if name == "hidden" else "visible"
            for row in some:
                sheet.append(row)
        made.save(tmp_path / "log.xlsx")
        return look(tmp_path / "log.xlsx")

    return write


def lines(raw, required=REQUIRED):
    return b"".join(sheets.text(raw, required)).decode().split("\n")[:-1]


def refused(raw, required=REQUIRED):
    with pytest.raises(SourceError) as error:
        lines(raw, required)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_row_is_a_line_and_an_empty_one_too(book):
    row = (1, "用户管理", "admin", dt.datetime(2026, 3, 7, 9, 5))
    raw = book(log=[("操作日志",), (), HEADER, row, (), ("合计：1",)])
    written = ",".join(HEADER), "1,用户管理,admin,2026-03-07 09:05:00"
    assert lines(raw) == ["操作日志,,,", ",,,", *written, ",,,", "合计：1,,,"]


def test_a_table_that_begins_further_down_and_right_keeps_its_line(tmp_path):
    made = openpyxl.Workbook()
    made.active["B3"], made.active["B4"] = "工号", "G1"
    made.save(tmp_path / "log.xlsx")
    assert lines(look(tmp_path / "log.xlsx"), ("工号",)) == [",", ",", ",工号", ",G1"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (13800000001, "13800000001"), (1.5, "1.5"), (0, "0"), (-7, "-7"), (10**15 - 1, "9" * 15),
        (10**15, "1.00000000000000E+15"), (110101199001010017, "1.10101199001010E+17"),
        ("110101199001010017", "110101199001010017"), (True, "TRUE"), (False, "FALSE"),
        (dt.datetime(2026, 3, 7, 9, 5, 11), "2026-03-07 09:05:11"),
        (dt.date(2026, 3, 7), "2026-03-07"),
        (dt.time(9, 5, 11), "09:05:11"), (dt.timedelta(hours=30, seconds=5), "30:00:05"),
        ('{"a": "b"}', '"{""a"": ""b""}"'), ("a\nb\r\nc", "a b c"), ("a,b", '"a,b"'),
        (None, ""), ("=1+1", ""),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_a_text_file_would(book, value, written):
    raw = book(log=[("工号", "值"), ("G1", value)])
    assert lines(raw, ("工号",))[1] == f"G1,{written}"


def test_sheets_with_the_same_header_are_read_one_after_another(book):
    raw = book(one=[HEADER, (1, "a", "b", "c")], empty=[], two=[HEADER, (2, "d", "e", "f")])
    assert lines(raw) == [",".join(HEADER), "1,a,b,c", ",".join(HEADER), "2,d,e,f"]


def test_a_sheet_with_other_columns_is_named(book):
    raw = book(log=[HEADER, (1, "a", "b", "c")], notes=[("说明",), ("操作模块",)])
    says = refused(raw)
    assert "[notes]: no header with 操作模块, 操作人员, 操作时间, unlike the sheet 'log'" in says
    assert "deliver each layout in a file of its own" in says


@pytest.mark.parametrize("place", [0, 1])
def test_a_hidden_list_is_passed_over_and_hidden_rows_are_not(book, place):
    said = [("log", [HEADER, (1, "a", "b", "c")]), ("hidden", [("男",), ("女",)])]
    log = [",".join(HEADER), "1,a,b,c"]
    assert lines(book(**dict(said[place:] + said[:place]))) == log
    assert lines(book(log=said[0][1], hidden=said[0][1])) == log * 2


def test_a_workbook_without_rows_is_empty(book):
    assert lines(book(log=[], more=[])) == []


def test_a_sheet_spread_wide_is_refused_before_it_fills_the_memory(tmp_path):
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = 1, 2
    made.save(tmp_path / "log.xlsx")
    says = refused(look(tmp_path / "log.xlsx"))
    assert f"a sheet of {16384 * 1048576} cells, most of them empty" in says


def test_a_workbook_that_unpacks_beyond_bounds_is_refused(book, monkeypatch):
    raw = book(log=[HEADER, *[(n, "x" * 50, "x" * 50, "x" * 50) for n in range(3000)]])
    assert len(lines(raw)) == 3001
    monkeypatch.setattr(packing, "MOST_BYTES", 1 << 16)
    monkeypatch.setattr(packing, "MOST_TIMES", 5)
    assert "unpacks to more than 5 times its size" in refused(raw)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (sheets.BINARY + bytes(600), "the workbook cannot be read (Cannot detect file format)"),
        (b"PK\x03\x04" + bytes(99), "the archive is cut short or broken"),
        (b"<html><body>nothing", "a page without a table"),
    ],
)
def test_what_is_no_workbook_after_all_is_refused(tmp_path, data, says):
    (tmp_path / "log.xls").write_bytes(data)
    assert says in refused(look(tmp_path / "log.xls"))


def test_another_archive_is_no_workbook(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.docx", "w") as made:
        made.writestr("word/document.xml", "<x/>")
    assert "a ZIP archive, but no workbook of Excel's" in refused(look(tmp_path / "a.docx"))
    assert not archive.workbook(tmp_path / "a.docx", "a.docx")


@pytest.mark.parametrize("sign", ["<!-- ", "<script>", "<STYLE a='b'>", "<script></style>"])
def test_what_hides_all_rows_below_it_is_refused(tmp_path, sign):
    page = f"<table><tr><td>工号</td></tr><tr><td>G1{sign}</td></tr><tr><td>G2</td></tr></table>"
    (tmp_path / "log.xls").write_text(page, encoding="utf-8")
    assert "that nobody closes; it hides what is below" in refused(look(tmp_path / "log.xls"))


@pytest.mark.parametrize(
    "sign",
    [
        "<!-- <td> --><!-->", "<!-- <script> -->", "<script>'<!--'</script>", "<title>",
        "<textarea rows=1>", "<xmp>", "<iframe src=x>", "<noembed>", "<noframes>", "<plaintext>",
        "</td></tr><td>G3", "</td></tr><td>G3</td><td>",
    ],
)  # fmt: skip
def test_what_stands_in_a_row_or_between_two_hides_none(tmp_path, sign):
    page = f"<table><tr><td>工号</td></tr><tr><td>G1{sign}</td></tr><tr><td>G2</td></tr></table>"
    (tmp_path / "log.xls").write_text(page, encoding="utf-8")
    between = ["G3," if "G3</td>" in sign else "G3"] if "G3" in sign else []
    assert lines(look(tmp_path / "log.xls"), ("工号",)) == ["工号", "G1", *between, "G2"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<td class=a b='>' c=\">\" d>x", "x"), ("<TD\tA = '<'\n>x", "x"), ("<td/a/b>x", "x"),
        ('<td a="x" b=">x', "x"), ("<td>a < b > c", "a < b > c"), ("<td a=b'c>x</td a='>'>", "x"),
        ("<td><font size=2>x<br clear=all/>y</font>", "xy"), ("<td>1<2 &lt;b a&gt;", "1<2 <b a>"),
        ("<td>x<script>if (i<n; '>') \"</script>y", "xy"), ("<td>x<style>a>b</style>y", "xy"),
        ("<td>x<!-- <td a=\"--><!---->y<!-- <a b='> -->", "xy"), ("<td>x<!--->y", "xy"),
        ("<td>x<scripts a=b>y</scripts>", "xy"), ("<td>x<o:p a='b'></o:p>", "x"),
    ],
)  # fmt: skip
def test_a_cell_says_the_same_whatever_its_tags_hold(tmp_path, cell, said):
    page = f"<table><tr><td>工号</td></tr><tr>{cell}</td></tr><tr><td>G2</td></tr></table>"
    (tmp_path / "log.xls").write_text(page, encoding="utf-8")
    assert lines(look(tmp_path / "log.xls"), ("工号",)) == ["工号", said, "G2"]


PAGE = """<html><head><meta charset="gb2312"></head><body><table border="1">
<tr><td colspan="4">操作日志</td></tr>
<tr><th>操作序号</th><th>操作模块</th><th>操作人员</th><th>操作时间</th></tr>
<tr><td>1</td><td>用户<br>管理</td><td> 管&nbsp;理 员 </td><td>2026-03-07 09:05:11</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_page_that_passes_for_a_workbook_is_read_as_its_table(tmp_path, encoding):
    (tmp_path / "log.xls").write_bytes(PAGE.encode(encoding))
    assert lines(look(tmp_path / "log.xls")) == [
        "操作日志", ",".join(HEADER), "1,用户管理,管 理 员,2026-03-07 09:05:11",
    ]  # fmt: skip
