"""Elements of a drawing, everything in them escaped."""

from __future__ import annotations

from html import escape

from markupsafe import Markup


def tag(name: str, *inside: str, **said: object) -> str:
    """An element; `inside` is drawn or escaped already, `said` are its attributes.

    >>> tag("rect", tag("title", words("a < b")), x=1.50, css="bar")
    '<rect x="1.5" class="bar"><title>a &lt; b</title></rect>'
    """
    names = {"css": "class"}
    told = "".join(
        f' {names.get(key, key.replace("_", "-"))}="{escape(_written(value))}"'
        for key, value in said.items()
    )
    return f"<{name}{told}>{''.join(inside)}</{name}>"


def words(said: object) -> str:
    """Text as it stands in an element."""
    return escape(_written(said), quote=False)


def write(x: float, y: float, said: object, css: str = "", anchor: str = "start") -> str:
    """A piece of writing."""
    return tag("text", words(said), x=x, y=y, css=css, text_anchor=anchor)


def drawing(name: str, width: float, height: float, *inside: str) -> Markup:
    """A whole drawing, which a screen reader knows by its name."""
    drawn = tag("svg", *inside, role="img", aria_label=name, css="chart", width=width,
                height=height, viewBox=f"0 0 {width:g} {height:g}",
                xmlns="http://www.w3.org/2000/svg")  # fmt: skip
    return Markup(drawn)  # noqa: S704 — everything in it went through escape


def _written(value: object) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)


def ticks(most: float) -> list[int]:
    """Round numbers from 0 for an axis that ends at `most` or a little above.

    >>> ticks(338), ticks(3), ticks(0)
    ([0, 100, 200, 300, 400], [0, 1, 2, 3], [0, 1])
    """
    step = 1
    while step * 4 < most:
        step = _next(step)
    return list(range(0, int(-(-max(most, 1) // step)) * step + 1, step))


def _next(step: int) -> int:
    """The round number after one: of 1, 2, 5, 10 and so on."""
    lead = int(str(step)[0])
    return step // lead * {1: 2, 2: 5, 5: 10}[lead]
