"""How a phone, an ID number, a record key and an account are written, made comparable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

KINDS = ("actor", "phone", "id_no", "key")

SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+[eE][+-]?|[eE]\+)\d+")
ID_NO = re.compile(r"\d{17}[\dX]")
OLD_ID_NO = re.compile(r"\d{15}")
DOCUMENT = re.compile(r"[A-Z0-9()/-]{5,24}")
REFERENCE = re.compile(r"(?:.*/)?[A-Z][A-Za-z]+/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value fit to compare, or why there is none: `masked`, or a `problem` to quarantine for."""

    value: str = ""
    masked: bool = False
    problem: str = ""


def _bare(written: str) -> str:
    """Without what spreadsheets put around a key to keep its digits."""
    text = unicodedata.normalize("NFKC", written).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.lstrip("'\t ").strip()


def check_digit(first17: str) -> str:
    """The last character of an ID number (GB 11643, MOD 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _phone(text: str) -> Identifier:
    digits = re.sub(r"[\s\-()]|\.0+$", "", text).removeprefix("+")
    digits = digits.removeprefix("00") if digits.startswith("0086") else digits
    if digits.startswith("86") and len(digits) in (12, 13):
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
    """A record's own key; a FHIR reference counts as its id, an HL7 CX as its first part."""
    plain = text.partition("^^^")[0]
    reference = REFERENCE.fullmatch(plain)
    return Identifier(reference[1] if reference else plain)


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
        return Identifier(problem="a key in scientific notation has lost its digits")
    if "*" in text and kind != "actor":
        return Identifier(masked=True)
    return READERS[kind](text)


def contact_kind(written: str) -> str:
    """`phone` where a contact reads as one, else `account`."""
    return "account" if _phone(_bare(written)).problem else "phone"


def region(id_no: str) -> str | None:
    """First two digits of an ID number: the province that gave it out."""
    return id_no[:2] if ID_NO.fullmatch(id_no) else None


def birth(id_no: str) -> date | None:
    """The birth date an ID number carries; used in memory only.

    >>> birth("99010119900101000X")
    datetime.date(1990, 1, 1)
    """
    if not ID_NO.fullmatch(id_no):
        return None
    try:
        return date(int(id_no[6:10]), int(id_no[10:12]), int(id_no[12:14]))
    except ValueError:
        return None
