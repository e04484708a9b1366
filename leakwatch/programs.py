"""Which programs judge: versions of what reckons, and a digest of our own code."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from leakwatch import plugins

#: whose other version may judge otherwise
LIBRARIES = ("leakwatch", "numpy", "pandas", "pyarrow", "scipy", "scikit-learn", "pyod",
             "ibis-framework", "chinesecalendar")  # fmt: skip
ENGINES = {"duckdb": "duckdb", "spark": "pyspark"}
CODE = ("*.py", "*.po")


def programs(engine: str, detectors: Sequence[str]) -> dict[str, str]:
    """Name → version of all that has a part in a verdict; `code` stands for our files."""
    origins = plugins.origins(detectors)
    packages = {name for name, _ in origins.values() if name}
    found = {name: _version(name) for name in sorted({*LIBRARIES, ENGINES[engine], *packages})}
    modules = sorted(module for _, module in origins.values())
    return {**found, "python": platform.python_version(), "machine": platform.machine(),
            "code": _digest([*_ours(), *_files(modules)])}  # fmt: skip


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """One sentence for each program that is another now.

    >>> differences({"numpy": "2.4.0", "pyod": "3.6"}, {"numpy": "2.4.1", "pyod": "3.6"})
    ['numpy was 2.4.0, is 2.4.1']
    """
    names = sorted({*then, *now})
    none = "absent"
    return [f"{name} was {then.get(name, none)}, is {now.get(name, none)}"
            for name in names if then.get(name) != now.get(name)]  # fmt: skip


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _ours() -> Iterator[Path]:
    folder = Path(__file__).parent
    for kind in CODE:
        yield from sorted(folder.rglob(kind))


def _files(modules: Sequence[str]) -> Iterator[Path]:
    """The files of modules, which need not be loaded for it."""
    for module in modules:
        found = find_spec(module)
        if found is not None and found.origin is not None:
            yield Path(found.origin)


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for place in files:
        digest.update(hashlib.sha256(place.read_bytes()).digest())
    return digest.hexdigest()[:16]
