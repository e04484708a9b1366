"""An XML element → what it says of declared columns, by local names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Said = Callable[[Any], Any]
Read = Callable[[str], Any]
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
#: attributes that say how to read the document, not what it says
OF_XML = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}")
#: names remembered of one kind of element: a document may make up as many as it likes
MOST_NAMES = 1000


def local(name: str) -> str:
    """A name as columns spell it: without its namespace, and with underscores.

    >>> local("{http://hl7.org/fhir}AuditEvent"), local("csd-code")
    ('AuditEvent', 'csd_code')
    """
    return name[name.rfind("}") + 1 :].replace("-", "_")


class _Known(dict[str, Any]):
    """What is declared by the names as documents write them; made as they come."""

    def __init__(self, declared: dict[str, Any]) -> None:
        super().__init__()
        self._declared = declared

    def __missing__(self, name: str) -> Any:
        """None for what is not declared."""
        found = None if name.startswith(OF_XML) else self._declared.get(local(name))
        if len(self) < MOST_NAMES:
            self[name] = found
        return found


def struct(dtype: Any) -> Said:
    """Reads elements of this type: fields from attributes and children.

    A field declared an array takes every child of its name, any other the first. A field that is
    a scalar is an attribute, or a child's `value` (as FHIR writes it), its text, or an object of
    its children. A `value` where a coded term is declared is its code.
    """
    scalars = {name: (name, _scalar(kind)) for name, kind in dtype.items() if not kind.is_nested()}
    if "code" in scalars and "value" not in dtype.names:
        scalars["value"] = scalars["code"]
    fields = {name: (name, kind.is_array(), _child(kind)) for name, kind in dtype.items()}
    attributes, children = _Known(scalars), _Known(fields)

    def said(element: Any) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for written, value in element.items():
            if known := attributes[written]:
                name, read = known
                given[name] = read(value)
        for child in element:
            if known := children[child.tag]:
                name, many, says = known
                if many:
                    given.setdefault(name, []).append(says(child))
                elif given.get(name) is None:
                    given[name] = says(child)
        return given

    return said


def _child(dtype: Any) -> Said:
    if dtype.is_array():
        return _child(dtype.value_type)
    if dtype.is_struct():
        return struct(dtype)
    read = _scalar(dtype)

    def said(element: Any) -> Any:
        written = element.get("value")
        if written is None and len(element):
            return _object(element)
        return read(element.text or "" if written is None else written)

    return said


def _scalar(dtype: Any) -> Read:
    if dtype.is_boolean():
        return lambda written: BOOLEANS.get(written.strip().lower())
    if dtype.is_integer():
        return lambda written: int(written) if written.strip().isdecimal() else None
    return lambda written: written.strip() or None


def _object(element: Any) -> Any:
    """Everything an element says; what stands there twice is a list."""
    given: dict[str, Any] = dict(element.items())
    if not len(element):
        return given.get("value", element.text)
    for child in element:
        name, said = local(child.tag), _object(child)
        earlier = given.get(name)
        if isinstance(earlier, list):
            earlier.append(said)
        else:
            given[name] = said if earlier is None else [earlier, said]
    return given
