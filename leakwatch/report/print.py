"""A paper as PDF, set by typst (extra `pdf`); the same paper and fonts give the same bytes."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError
from leakwatch.report.paper import Table, plain

if TYPE_CHECKING:
    from leakwatch.report.paper import Block, Paper

#: fonts with Chinese letters, the first that the machine has is taken
CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
    "PingFang SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip
#: typst brings it along
LATIN = "Libertinus Serif"
REGIONS = {"zh": "CN"}
WHERE = "leakwatch casefile"


def pdf(paper: Paper) -> bytes:
    """The file's bytes; ConfigError without the extra, or without a font with Chinese letters."""
    try:
        import typst
    except ImportError as error:
        hint = "pip install 'leakwatch[pdf]', or ask for .docx"
        raise ConfigError("a PDF needs the extra `pdf`", where=WHERE, hint=hint) from error
    at = paper.at.astimezone(UTC)
    told = json.dumps(_written(paper), ensure_ascii=False)
    # typst reads files below its root: in a folder of its own it finds but itself
    with tempfile.TemporaryDirectory() as root:
        place = Path(root, "paper.typ")
        place.write_bytes((files("leakwatch.report") / place.name).read_bytes())
        return typst.compile(
            place, root=Path(root), format="pdf", sys_inputs={"paper": told},
            timestamp=int(at.timestamp()),
        )  # fmt: skip


@cache
def _fonts() -> tuple[str, ...]:
    """The fonts to set it in."""
    import typst

    there = set(typst.Fonts().families())
    found = next((name for name in CHINESE if name in there), None)
    if found is None:
        raise ConfigError("no font with Chinese letters is installed", where=WHERE,
                          hint="install fonts-noto-cjk, or ask for .docx")  # fmt: skip
    return found, LATIN


def _written(paper: Paper) -> dict[str, Any]:
    """The paper as JSON takes it, and the fonts it is set in."""
    at = paper.at.astimezone(UTC)
    return {
        "title": plain(paper.title), "foot": plain(paper.foot), "fonts": _fonts(),
        "language": paper.language, "region": REGIONS.get(paper.language, "GB"),
        "at": {"year": at.year, "month": at.month, "day": at.day},
        "blocks": [_block(block) for block in paper.blocks],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    told = {"kind": type(block).__name__, **{name: _clean(v) for name, v in vars(block).items()}}
    if isinstance(block, Table):
        told["shares"] = block.shares or (1,) * len(block.names)
    return told


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    return [_clean(one) for one in value] if isinstance(value, tuple) else value
