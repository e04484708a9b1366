"""A paper as DOCX: no macro, no link, text only as text; the same paper gives the same bytes."""

from __future__ import annotations

import zipfile
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any

from leakwatch.report.packing import entry
from leakwatch.report.paper import Heading, Points, Said, Table, plain

if TYPE_CHECKING:
    from docx.document import Document

    from leakwatch.report.paper import Block, Paper

#: fonts of Latin and of Chinese letters that office programs have, or have something like
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
INK, PALE = "1F3A5F", "E8EDF3"
SMALL, USUAL = 8, 10
PROGRAM = "leakwatch"
#: what a template brings along and nobody reads
IDLE = ("stylesWithEffects", "customXml", "thumbnail")
GRID = "Table Grid"


def docx(paper: Paper) -> bytes:
    """The file's bytes."""
    from docx import Document

    made = Document()
    _styled(made, paper)
    _emptied(made)
    made.add_heading(plain(paper.title), 0)
    for block in paper.blocks:
        _add(made, block)
    draft = BytesIO()
    made.save(draft)
    return _repacked(draft)


def _styled(made: Document, paper: Paper) -> None:
    """Core properties, page, fonts, the foot of each page."""
    from docx.shared import Mm, Pt, RGBColor

    at = paper.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core = made.core_properties
    core.author = core.last_modified_by = PROGRAM
    core.created = core.modified = at
    core.title, core.language, core.comments = plain(paper.title), paper.language, ""
    core.revision = 1
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        style: Any = made.styles[name]
        style.font.name = LATIN
        _eastern(style.element.get_or_add_rPr())
        if name != "List Bullet":
            style.font.color.rgb = RGBColor.from_string("000000" if name == "Normal" else INK)
    made.styles["Normal"].font.size = Pt(USUAL)
    made.styles["Title"].font.size = Pt(20)
    _footed(page, paper.foot)


def _emptied(made: Document) -> None:
    """Leaves out what the template has and the paper does not use: most of its size."""
    from docx.enum.style import WD_STYLE_TYPE

    for rels in (made.part.rels, made.part.package.rels):
        for name in [name for name, one in rels.items() if one.reltype.endswith(IDLE)]:
            del rels[name]
    for style in [one for one in made.styles if one.type == WD_STYLE_TYPE.TABLE]:
        if style.name not in (GRID, "Normal Table"):
            style.delete()


def _eastern(properties: Any) -> None:
    """Names the font of Chinese letters, which python-docx has no word for."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:eastAsia"), CHINESE)


def _footed(page: Any, foot: str) -> None:
    """The foot, with the page's number behind it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line = page.footer.paragraphs[0]
    line.add_run(plain(foot) + "  ").font.size = Pt(SMALL)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    line._p.append(number)


def _add(made: Document, block: Block) -> None:
    from docx.shared import Pt

    match block:
        case Heading():
            made.add_heading(plain(block.text), block.level)
        case Said():
            run = made.add_paragraph().add_run(plain(block.text))
            run.bold = True if block.weight == "strong" else None
            run.font.size = Pt(SMALL) if block.weight == "small" else None
        case Points():
            for text in block.texts:
                made.add_paragraph(plain(text), "List Bullet")
        case Table():
            _table(made, block)


def _table(made: Document, block: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = made.add_table(0, len(block.names), GRID)
    table.autofit = False
    shares = block.shares or (1,) * len(block.names)
    widths = [Mm(170 * share // sum(shares)) for share in shares]
    for number, row in enumerate((block.names, *block.rows)):
        line = table.add_row()
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            _cell(cell, text, head=not number)
        if not number:
            # it stands again on every page
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    made.add_paragraph()


def _cell(cell: Any, text: str, *, head: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = cell.paragraphs[0].add_run(plain(text))
    run.font.size, run.bold = Pt(SMALL), head or None
    if head:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _repacked(draft: BytesIO) -> bytes:
    """The same parts, with neither the hour of day nor a version of zlib in them."""
    whole = BytesIO()
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(whole, "w") as packed:
        for name in parts.namelist():
            packed.writestr(entry(name), parts.read(name))
    return whole.getvalue()
