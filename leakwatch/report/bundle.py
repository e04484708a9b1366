"""The evidence bundle of a matter: lead material that anybody can check, byte for byte the same.

The moment in it is that of its request on the trail; what was asked for once gives one bundle, as
long as no run says other things of its alerts, nobody takes anything out of the matter or dismisses
an alert of its rings, and retention lets nothing of it go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from leakwatch.errors import SourceError
from leakwatch.readers.opening import HASHED
from leakwatch.report import forms, method, sheets, tables
from leakwatch.report.case import Case, Given
from leakwatch.report.counting import COUNTING, counting
from leakwatch.report.lines import digests, lined, packing
from leakwatch.report.origins import Origin, events, origins, quarantined
from leakwatch.report.packing import Kept, Packing
from leakwatch.report.word import docx
from leakwatch.vault import Vault

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.lookup import Lookup

TEXTS = {"csv": "CSV (UTF-8)", "json": "JSON", "jsonl": "JSON Lines", "txt": "text (UTF-8)",
         "docx": "DOCX", "py": "Python"}  # fmt: skip
SUMS = "manifest.sha256"


@dataclass
class _Read:
    """What was read of the raw files: where each lies in the bundle, its lines' digests."""

    paths: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, int], str] = field(default_factory=dict)


class Bundle:
    """Writes one bundle to a file that can be sought in."""

    def __init__(self, given: Given, lookup: Lookup, case: Case, file: BinaryIO) -> None:
        self.case, self.raw = case, bool(case.request.details.get("raw"))
        self._vault = Vault(given.lake.path / "vault", given.key)
        self._lookup, self._settings = lookup, given.settings
        self._packing = Packing(file)
        self._rows = list[dict[str, Any]]()

    def write(self) -> list[Kept]:
        """All of it; what is in it, in order."""
        rest = events(self._lookup, self.case.found)
        files = origins(self._lookup, self._settings, rest)
        read = _Read()
        if self.raw:
            for one in files:
                self._take(one, read)
        self._tell(rest, files, read)
        self._add("manifest.csv", sheets.written(tables.MANIFEST, self._rows), "list of files")
        sums = "".join(f"{one.digest}  {one.path}\n" for one in self._packing.kept)
        self._packing.add(SUMS, [sums.encode()])
        self._packing.close()
        return self._packing.kept

    def _take(self, one: Origin, read: _Read) -> None:
        """Copies a raw file, and notes the digests of the lines that findings rest on."""
        try:
            with self._vault.open(one.digest) as raw:
                size = raw.seek(0, 2)
                read.forms[one.digest] = ", ".join(filter(None, (one.form, packing(raw))))
                by_line = lined(raw, size, one.connector)
                read.kinds[one.digest] = tables.LINE if by_line else tables.NUMBER
                if by_line:
                    told = digests(raw, size, one.lines)
                    read.lines |= {(one.digest, line): said for line, said in told.items()}
                raw.seek(0)
                path = f"raw/{one.digest[:16]}-{tables.safe(one.file)}"
                kept = self._packing.add(path, _pieces(raw), size)
        except SourceError:
            # a vault of references, or let go by retention: the report says so
            read.kinds[one.digest] = tables.ABSENT
            return
        read.paths[one.digest] = path
        self._list(kept, "raw log", read.forms[one.digest], one.source)

    def _tell(self, rest: pa.Table, files: list[Origin], read: _Read) -> None:
        """Everything that is said of the files, and of what was found."""
        case = self.case
        left = dict.fromkeys((one.digest for one in files), tables.LEFT)
        kinds = read.kinds if self.raw else left
        names = {one.digest: one.file for one in files}
        self._add("README.txt", [method.READ_ME.format(name="FILE.zip").encode()], "read me")
        for path, kind, columns, rows in (
            ("parse_report.csv", "parse report", tables.PARSED,
             tables.parsed(files, read.paths, kinds)),
            ("quarantine.csv", "rows set aside", tables.ASIDE, quarantined(self._lookup, files)),
            ("findings.csv", "findings", tables.FINDINGS, tables.findings(case, rest)),
            ("rings.csv", "rings", tables.RINGS, tables.members(case)),
            ("ties.csv", "ties of rings", tables.TIES, tables.ties(case)),
            ("counting.csv", "counting", COUNTING, counting(case.found, rest)),
            ("notebooks.csv", "tables from notebooks", tables.SENT, tables.sent(case)),
        ):  # fmt: skip
            self._add(path, sheets.written(columns, rows), kind)
        evidence = tables.evidence(case, rest, names, kinds, read.lines)
        self._add("evidence.csv", sheets.sheet(tables.EVIDENCE, evidence), "lines findings rest on")
        for one in case.found.evidence:
            self._add(tables.sheet_of(one), [sheets.listed(one.names, one.every())],
                      "table from a notebook")  # fmt: skip
        self._add("method.json", [method.document(method.method(case))], "method")
        for name, text in method.rules(case):
            self._add(f"rules/{name}.py", [text], "rule")
        self._add("trail.jsonl", _trail(case), "extract of the trail")
        for name, form in (("extraction_record", forms.extraction), ("data_list", forms.listing)):
            self._add(f"forms/{name}.docx", [docx(form(case.request.at))], "blank form")

    def _add(self, path: str, pieces: Iterable[bytes], kind: str) -> None:
        kept = self._packing.add(path, pieces)
        self._list(kept, kind, TEXTS[path.rpartition(".")[2]], "leakwatch")

    def _list(self, kept: Kept, kind: str, form: str, source: str) -> None:
        request = self.case.request
        self._rows.append({
            "path": kept.path, "kind": kind, "format": form, "bytes": kept.size,
            "sha256": kept.digest, "source": source, "exported_by": request.who,
            "exported_at": f"{request.at:%Y-%m-%dT%H:%M:%SZ}",
            "how": f"leakwatch bundle {request.matter}, entry {request.number} of the trail",
        })  # fmt: skip


def _pieces(raw: BinaryIO) -> Iterator[bytes]:
    while piece := raw.read(HASHED):
        yield piece


def _trail(case: Case) -> Iterator[bytes]:
    for row in case.found.trail:
        yield json.dumps(row._asdict(), ensure_ascii=False).encode() + b"\n"
