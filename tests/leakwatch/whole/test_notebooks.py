"""Every notebook runs on a fresh world, and is stored without output."""

import asyncio
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.skipif(sys.platform == "win32", reason="kernels over zmq want another loop there")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_is_stored_without_output(path, world, monkeypatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells)
    monkeypatch.setenv("LEAKWATCH_SETTINGS", str(world.folder / "leakwatch.toml"))
    asyncio.run(NotebookClient(book, timeout=180, kernel_name="python3").async_execute())
    shown = [out for cell in book.cells for out in cell.get("outputs", [])]
    assert any("image/png" in out.get("data", {}) for out in shown)
