import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakwatch import identifiers
from leakwatch.identifiers import NOBODY, Identifier, account, read

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DIGITS = st.text(alphabet="0123456789", min_size=10, max_size=10)


@pytest.mark.parametrize(
    "written",
    [
        "13800000001", "+8613800000001", "8613800000001", "+86 138-0000-0001", "008613800000001",
        "013800000001", "(+86)13800000001", " 13800000001\t", "'13800000001", "\t13800000001",
        '="13800000001"', "'=\"13800000001\"", "１３８００００００01", "138–0000–0001",
        "13800000001.0",
        "\u00a013800000001\u3000",
    ],
)  # fmt: skip
def test_a_phone_is_the_same_however_written(written):
    assert read("phone", written) == Identifier("13800000001")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0571-88880000", "57188880000"),
        ("+86 0571 88880000", "57188880000"),
        ("88880000", "88880000"),
        ("8612345", "8612345"),
        ("19900000001", "19900000001"),  # no such prefix is given out, nor need it be
    ],
)
def test_a_landline_is_a_phone(written, value):
    assert read("phone", written).value == value


@pytest.mark.parametrize(
    "written", ["无", "-", "12345", "1380000000123", "13800000001;13800000002", "1380000000x"]
)
def test_what_has_not_the_digits_of_a_phone_is_named(written):
    assert read("phone", written) == Identifier(problem="not a phone number")


@pytest.mark.parametrize("kind", ["actor", "phone", "id_no", "key", "contact"])
@pytest.mark.parametrize(
    "written", ["1.38E+10", "1.38e+10", "1E+10", "1.10101E17", "'1.38E+10", '="1.38E+10"']
)
def test_a_key_that_lost_digits_is_rejected(kind, written):
    assert read(kind, written).problem == "a key in scientific notation has lost its digits"


@pytest.mark.parametrize("written", ["1E10", "SF1E1234567", "E+10", "1.38", "3E"])
def test_a_key_that_only_looks_so_stays(written):
    assert read("key", written) == Identifier(written)


@pytest.mark.parametrize("kind", ["phone", "id_no", "key", "contact"])
@pytest.mark.parametrize("written", ["138****0001", "张*", "110101********1234", "138＊＊＊＊0001"])
def test_a_masked_key_is_no_problem_and_has_no_value(kind, written):
    assert read(kind, written) == Identifier(masked=True)


@pytest.mark.parametrize("kind", ["actor", "phone", "id_no", "key", "contact"])
@pytest.mark.parametrize("written", ["", " ", "\u3000", "\u00a0", "'", '=""', "\t'"])
def test_nothing_is_blank(kind, written):
    assert read(kind, written) == Identifier(problem="blank")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        ("990101199001010017", "990101199001010017"),  # a wrong check digit is kept
        ("e12345678", "E12345678"),
        ("H1234567(8)", "H1234567(8)"),
    ],
)
def test_an_id_number_is_of_eighteen_and_a_passport_stays(written, value):
    assert read("id_no", written).value == value


@pytest.mark.parametrize("written", ["张三", "1234", "11010519491231002X!", "无"])
def test_what_is_no_document_number_is_named(written):
    assert read("id_no", written).problem == "not an ID number"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Patient/example", "example"),
        ("https://fhir.example/base/Patient/example/_history/2", "example"),
        ("MRN001^^^HOSP&1.2.3&ISO", "MRN001"),
        ("GD/2603070001", "GD/2603070001"),
        ("LD/2603070001", "LD/2603070001"),
        ("A/1", "A/1"),
        ("00123", "00123"),
        ("sf123", "sf123"),
    ],
)
def test_a_key_is_its_own_and_a_reference_its_id(written, value):
    assert read("key", written).value == value


def test_a_key_of_a_separator_alone_is_blank():
    assert read("key", "^^^HOSP").problem == "blank"


@pytest.mark.parametrize(
    ("org", "written", "spanning", "said"),
    [
        ("carrier", "G001", False, Identifier("carrier/G001")),
        ("carrier", '="G001"', False, Identifier("carrier/G001")),
        ("carrier", "\u00a0G001", False, Identifier("carrier/G001")),
        ("carrier", "A/1", False, Identifier("carrier/A/1")),
        ("carrier", "bank/G1", True, Identifier("bank/G1")),
        ("carrier", "G1", True, Identifier("carrier/G1")),
        ("*", "bank/'G1", True, Identifier("bank/G1")),
        ("（集团）", "G1", False, Identifier("(集团)/G1")),
        ("carrier", "\u3000", False, Identifier(problem="blank")),
        ("*", "bank/", True, Identifier(problem="blank")),
        ("*", "G1", True, Identifier(problem="an account is written org/account")),
        ("*", "/G1", True, Identifier(problem="an account is written org/account")),
    ],
)
def test_an_account_carries_its_org(org, written, spanning, said):
    assert account(org, written, spanning=spanning) == said


@given(DIGITS, st.sampled_from(["{}", "+86{}", "86 {}", "0{}", "'{}", '="{}"', " {} "]))
def test_spelling_does_not_change_a_phone(digits, spelling):
    number = "1" + digits
    assert read("phone", spelling.format(number)).value == number
    assert read("phone", spelling.format(number.translate(WIDE))).value == number


@given(st.sampled_from(identifiers.KINDS), st.text(max_size=30))
@example("key", "NULL")
@example("key", " - ")
def test_reading_is_total_and_says_one_thing(kind, written):
    said = read(kind, written)
    things = [bool(said.value), said.masked, bool(said.problem)].count(True)
    nobody = kind == "key" and unicodedata.normalize("NFKC", written).strip() in NOBODY
    assert things == (0 if nobody else 1)


@given(
    st.sampled_from(identifiers.KINDS),
    st.text(alphabet="0123456789aXE", max_size=20) | st.text(max_size=20),
)
def test_the_quick_way_agrees_with_reading(kind, written):
    quick = identifiers.plain(kind, written)
    assert quick is None or Identifier(quick) == read(kind, written)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_an_old_number_becomes_the_new_one(born, serial):
    new = f"990101{born:%Y%m%d}{serial:03}"
    new += identifiers.check_digit(new)
    old = new[:6] + new[8:17]
    assert read("id_no", old).value == new
    assert identifiers.birth(new) == born


@pytest.mark.parametrize("number", ["E12345678", "99010119901301000X", "9901011990010100", ""])
def test_no_birth_where_there_is_none(number):
    assert identifiers.birth(number) is None


@pytest.mark.parametrize(
    ("written", "kind"),
    [("13800000001", "phone"), ("138****0001", "account"), ("wx_someone", "account")],
)
def test_a_contact_is_a_phone_where_it_reads_as_one(written, kind):
    assert identifiers.contact_kind(written) == kind
