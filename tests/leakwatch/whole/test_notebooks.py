"""Every notebook runs on a fresh world, draws, shows tokens only, and is stored without output."""

import asyncio
import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))
DRAWN = ("image/png", "image/svg+xml")
#: telephones and ID numbers of the made-up people
PLAIN = re.compile(r"(?<![\w.-])(?:100\d{8}|\d{17}[\dX])(?![\w.-])")


def test_there_are_five_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_output(path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert not any(cell.get("attachments") for cell in cells)


@pytest.fixture(scope="module")
def explored(world, tmp_path_factory) -> Path:
    """The world once more, so that a notebook may leave something in it."""
    folder = tmp_path_factory.mktemp("explored") / "demo"
    shutil.copytree(world.folder, folder, ignore=shutil.ignore_patterns("logs"))
    return folder / "leakwatch.toml"


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """Where Jupyter finds the kernel `warmed`, which begins with the libraries loaded."""
    place, script = tmp_path_factory.mktemp("jupyter"), Path(__file__).with_name("kernels.py")
    with socket.create_server(("127.0.0.1", 0)) as server:
        ask = [sys.executable, "-IS", str(script), str(server.getsockname()[1])]
        spec = {"argv": [*ask, "{connection_file}"], "display_name": "warmed", "language": "python"}
        (place / "kernels" / "warmed").mkdir(parents=True)
        (place / "kernels" / "warmed" / "kernel.json").write_text(json.dumps(spec), "utf-8")
        call = [sys.executable, str(script), "serve", str(server.fileno())]
        with subprocess.Popen(
            call, stdin=subprocess.DEVNULL, pass_fds=[server.fileno()]
        ) as serving:
            yield place
            serving.terminate()


@pytest.mark.skipif(sys.platform == "win32", reason="kernels over zmq want another loop there")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_draws_and_shows_tokens_only(path, explored, kernels, monkeypatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    monkeypatch.setenv("LEAKWATCH_SETTINGS", str(explored))
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    asyncio.run(NotebookClient(book, timeout=300, kernel_name="warmed").async_execute())
    shown = [out for cell in book.cells for out in cell.get("outputs", [])]
    assert any(kind in out.get("data", {}) for out in shown for kind in DRAWN)
    assert not [out for out in shown if out.get("name") == "stderr"]
    assert not PLAIN.search("".join(map(text, shown)))


def text(output) -> str:
    """All that an output says, but for the bytes of pictures."""
    data = output.get("data", {})
    shown = [str(value) for kind, value in data.items() if "/png" not in kind]
    return "\n".join([output.get("text", ""), *shown])
