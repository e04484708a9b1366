"""How a phone, an ID number, a record key and an account are written, made comparable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

KINDS = ("actor", "phone", "id_no", "key")

SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+[eE][+-]?|[eE]\+)\d+")
ID_NO = re.compile(r"\d{17}[\dX]")
OLD_ID_NO = re.compile(r"\d{15}")
DOCUMENT = re.compile(r"[A-Z0-9()/-]{5,24}")
LOST = "a key in scientific notation has lost its digits"
REFERENCE = re.compile(
    r"(?:.*/)?[A-Z][a-z]+(?:[A-Z][a-z]+)*/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?"
)
#: what a spreadsheet puts around a key to keep its digits
SHEET = re.compile(r"=\"(.*)\"")
#: what people and programs write where there is no key
NOBODY = frozenset(
    {"-", "--", "/", "\\", "无", "空", "N/A", "n/a", "NA", "null", "NULL", "None", "nil"}
)
#: as people write a phone or an ID number within a text; no part of a token or of a decimal
WITHIN = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d\.)(?:(?P<id_no>\d{17}[\dXx]|\d{15})"
    r"|(?P<phone>(?:(?:\+|00)?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}))"
    r"(?![0-9A-Za-z])"
)
DASHES = re.compile("[\u2010-\u2015\u2212]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value fit to compare, or why there is none: `masked`, or a `problem` to quarantine for."""

    value: str = ""
    masked: bool = False
    problem: str = ""


def _bare(written: str) -> str:
    """Without what spreadsheets put around a key to keep its digits."""
    text = unicodedata.normalize("NFKC", written).lstrip("'\t ").strip()
    if found := SHEET.fullmatch(text):
        text = found[1]
    return text.lstrip("'\t ").strip()


def check_digit(first17: str) -> str:
    """The last character of an ID number (GB 11643, MOD 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _phone(text: str) -> Identifier:
    dialled = re.sub(r"[\s\-()]|\.0+$", "", DASHES.sub("-", text))
    digits = dialled.removeprefix("+").removeprefix("00")
    if digits.startswith("86") and (len(digits) >= 12 or digits != dialled):
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if not digits.isascii() or not digits.isdigit() or not 7 <= len(digits) <= 12:
        return Identifier(problem="not a phone number")
    return Identifier(digits)


def _id_no(text: str) -> Identifier:
    """An ID number of 18 characters; another document's number (a passport) stays as it is."""
    number = re.sub(r"\s", "", text).upper()
    if OLD_ID_NO.fullmatch(number):
        number = number[:6] + "19" + number[6:]
        number += check_digit(number)
    if not DOCUMENT.fullmatch(number):
        return Identifier(problem="not an ID number")
    return Identifier(number)


def _key(text: str) -> Identifier:
    """A record's own key; a FHIR reference counts as its id, an HL7 CX as its first part; what
    stands for no key is none."""
    first = text.partition("^^^")[0].strip()
    reference = REFERENCE.fullmatch(first)
    key = reference[1] if reference else first
    if key in NOBODY:
        return Identifier()
    return Identifier(key) if key else Identifier(problem="blank")


def _actor(text: str) -> Identifier:
    return Identifier(text)


def _contact(text: str) -> Identifier:
    """A phone where it reads as one, else a key."""
    phone = _phone(text)
    return _key(text) if phone.problem else phone


READERS = {"actor": _actor, "phone": _phone, "id_no": _id_no, "key": _key, "contact": _contact}


def read(kind: str, written: str) -> Identifier:
    """What a cell of this kind says.

    >>> read("phone", "+86 100-0000-0001").value
    '10000000001'
    >>> read("phone", "1.38E+10").problem
    'a key in scientific notation has lost its digits'
    >>> read("key", "Patient/example/_history/1").value
    'example'
    >>> read("id_no", "110105491231002").value
    '11010519491231002X'
    """
    text = _bare(written)
    if not text:
        return Identifier(problem="blank")
    if SCIENTIFIC.fullmatch(text):
        return Identifier(problem=LOST)
    if "*" in text and kind != "actor":
        return Identifier(masked=True)
    return READERS[kind](text)


def plain(kind: str, written: str) -> str | None:
    """The value of what is written as machines write it, which is most; None: `read` it.

    >>> plain("phone", "10000000001"), plain("phone", "+86 10000000001")
    ('10000000001', None)
    """
    if kind == "key":
        # the commonest reference of FHIR
        written = written.removeprefix("Patient/")
    if not (written.isalnum() and written.isascii()):
        return None
    if kind == "key":
        return None if written in NOBODY else written
    if kind == "phone":
        return written if len(written) == 11 and written[0] == "1" and written.isdigit() else None
    return written if kind == "id_no" and ID_NO.fullmatch(written) else None


def account(org: str, written: str, *, spanning: bool = False) -> Identifier:
    """An account as org/account; where `spanning`, one may be written with its own org.

    >>> account("carrier", '="G001"').value, account("*", "bank/G001", spanning=True).value
    ('carrier/G001', 'bank/G001')
    >>> account("*", "G001", spanning=True).problem
    'an account is written org/account'
    """
    named, slash, own = written.partition("/")
    if spanning and slash:
        org, written = _bare(named), own
    if org in ("", "*"):
        return Identifier(problem="an account is written org/account")
    said = read("actor", written)
    return said if said.problem else Identifier(f"{_bare(org)}/{said.value}")


def contact_kind(written: str) -> str:
    """`phone` where a contact reads as one, else `account`."""
    return "account" if _phone(_bare(written)).problem else "phone"


def within(text: str) -> str:
    """Which kind of identifier a text shows in plain, `phone` or `id_no`; empty where none.

    Fifteen digits, or eighteen, are an ID number where they hold a day of birth.

    >>> within("call +86 100-0000-0001"), within("110105491231002"), within("0.10000000001")
    ('phone', 'id_no', '')
    """
    for found in WITHIN.finditer(unicodedata.normalize("NFKC", text)):
        if found["phone"] or birth(_id_no(found["id_no"]).value):
            return found.lastgroup or ""
    return ""


def birth(id_no: str) -> date | None:
    """The birth date an ID number carries; used in memory only.

    >>> birth("99010119900101000X")
    datetime.date(1990, 1, 1)
    """
    return _day(id_no[6:14]) if ID_NO.fullmatch(id_no) else None


@cache
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
