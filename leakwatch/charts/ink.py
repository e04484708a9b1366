"""Drawings with their colours in them, for where there is no style sheet: notebooks, files.

As attributes and not as a sheet: viewers of notebooks take sheets away, and scripts.
"""

from __future__ import annotations

import re

INK, SOFT, LINE, PAPER = "#1f2328", "#57606a", "#d0d7de", "#ffffff"
BLUE, RUST, GREY = "#0b57d0", "#b34700", "#b6c2cf"
#: class → attributes, of all that notebooks draw; a later class of an element has the last word
INKS: dict[str, dict[str, str]] = {
    "bar": {"fill": BLUE}, "flagged": {"fill": BLUE}, "plain": {"fill": GREY},
    "peers": {"fill": "none", "stroke": "#9a6700", "stroke-width": "1.6"},
    "field": {"fill": "#f6f8fa"},
    "flag": {"fill": "#9a6700"}, "axis": {"stroke": LINE}, "grid": {"stroke": LINE},
    "h1": {"fill": "#dbe7f8"}, "h2": {"fill": "#b3cdf0"}, "h3": {"fill": "#86afe6"},
    "h4": {"fill": "#5a8fd9"}, "h5": {"fill": "#2f6cc4"}, "h6": {"fill": "#0b4a9e"},
    "tick": {"fill": SOFT, "font-size": "10"}, "name": {"fill": INK},
    "who": {"fill": SOFT, "font-size": "11", "font-family": "ui-monospace, monospace"},
    "dot": {"fill": "#3568b8", "fill-opacity": "0.75"},
    "begins": {"fill": RUST, "fill-opacity": "1"},
    "node": {"stroke-width": "2.2"}, "inside": {"fill": BLUE, "stroke": BLUE},
    "outside": {"fill": PAPER, "stroke": RUST}, "halo": {"fill": PAPER, "fill-opacity": "0"},
    "touch": {"fill": "none", "stroke": PAPER, "stroke-opacity": "0", "stroke-width": "11"},
    "tie": {"fill": "none", "stroke-linecap": "round"},
    "opened": {"stroke": "#3568b8"}, "seat": {"stroke": "#6b3fa0", "stroke-dasharray": "8 4"},
    "approval": {"stroke": "#8a5a00", "stroke-dasharray": "12 4 2 4"}, "link": {"stroke": RUST},
    "complaint": {"stroke": "#8b949e", "stroke-dasharray": "2 4"},
    "many": {"stroke-width": "0.7", "stroke-opacity": "0.35"}, "small": {"stroke-width": "1.6"},
}  # fmt: skip
#: an element with its class, and where its own attributes end
CLASSED = re.compile(r'<(\w+)((?: [\w-]+="[^"]*")*?) class="([^"]*)"((?: [\w-]+="[^"]*")*)>')
LINK = re.compile(r'<a((?: [\w-]+="[^"]*")*) href="#[^"]*"|<a href="#[^"]*"')
PICTURES = ("chart", "ring-graph")
STYLES = {
    "legend": "list-style:none;margin:6px 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 18px"
}
FONT = ' font-family="system-ui, sans-serif" font-size="11"'
WIDE = ' style="max-width:100%;height:auto"'
SHEET = f'<rect width="100%" height="100%" fill="{PAPER}"></rect>'


def inked(drawn: str) -> str:
    """The drawing with colours as attributes, on a sheet of its own; nothing in it leads anywhere.

    >>> inked('<rect x="1" class="bar plain"></rect>')
    '<rect x="1" fill="#b6c2cf"></rect>'
    """
    flat = LINK.sub(lambda found: "<g" + (found[1] or ""), drawn).replace("</a>", "</g>")
    return CLASSED.sub(_coloured, flat)


def _coloured(found: re.Match[str]) -> str:
    name, before, classes, after = found.groups()
    each = classes.split()
    if name == "svg" and each[0] in PICTURES:
        sheet = "" if "key" in each else SHEET
        return f"<svg{before}{after}{FONT}{WIDE if sheet else ''}>{sheet}"
    said: dict[str, str] = {}
    for one in each:
        said |= INKS.get(one, {})
    own = "".join(f' {key}="{value}"' for key, value in said.items()
                  if f' {key}="' not in before + after)  # fmt: skip
    style = "".join(f' style="{STYLES[one]}"' for one in each if one in STYLES)
    return f"<{name}{before}{after}{own}{style}>"
