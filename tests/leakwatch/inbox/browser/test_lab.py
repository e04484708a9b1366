"""The widget in a real JupyterLab: it is drawn, a click selects, and Python hears of it."""

import base64
import io
import os
import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import httpx
import pandas as pd
import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.store.rings import save_rings

# what only this file needs takes seconds to load: it is loaded where it is used
NAMES = [f"{n}{0:031}" for n in (1, 2, 3)]
AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
MEMBERS = ["ring", "p", "member", "kind", "side", "role", "because", "permutation_p"]
TIES = ["ring", "a", "b", "kind", "because", "shared", "expected", "p"]
DRAWN = """\
import pathlib, leakwatch
from leakwatch.notebook.widget import RingWidget
drawn = RingWidget(leakwatch.open("leakwatch.toml").ring("R1"))
drawn.observe(lambda change: pathlib.Path("heard").write_text(change["new"].to_csv()), "selection")
drawn"""
#: where the first member of the ring stands, in the drawing
SPOT = """paper => { const one = paper.sigma.getNodeDisplayData(paper.sigma.getGraph().nodes()[0]);
                     return paper.sigma.framedGraphToViewport(one); }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A house with the ring R1 of three accounts, and a notebook that draws it."""
    place = tmp_path_factory.mktemp("lab")
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text('[organisation]\nname = "Carrier"\n', encoding="utf-8")
    members = [("R1", 1e-6, one, "actor", "inside", "source", "<b>nine</b>", 0.001)
               for one in NAMES]  # fmt: skip
    ties = [("R1", NAMES[0], one, "people", "the same people", 9.0, 0.5, 1e-6)
            for one in NAMES[1:]]  # fmt: skip
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        save_rings(house.store, pd.DataFrame(members, columns=MEMBERS),
                   pd.DataFrame(ties, columns=TIES), now=AT)  # fmt: skip
    import nbformat

    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(DRAWN, id="drawn")])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, place / "ring.ipynb")
    return place


@pytest.fixture
def port():
    """One that is free."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def lab(folder, port):
    """The address of a JupyterLab over the folder, with nothing of this user's own."""
    own = {f"JUPYTER_{name}_DIR": str(folder / ".own" / name) for name in ("CONFIG", "DATA")}
    own |= {"JUPYTER_RUNTIME_DIR": str(folder / ".own"), "IPYTHONDIR": str(folder / ".own" / "ip")}
    words = [
        "lab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True", "--ip=127.0.0.1",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen([sys.executable, "-m", "jupyter", *words], cwd=folder,
                                   env=os.environ | own, stdout=log, stderr=log)  # fmt: skip
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and started.poll() is None:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/api").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            else:
                pytest.fail((folder / "log").read_text())
            yield f"http://127.0.0.1:{port}"
        finally:
            started.terminate()
            started.wait(30)


def test_a_click_in_the_drawing_selects_and_python_hears_of_it(lab, folder, browser):
    import nbformat
    from nbconvert import HTMLExporter

    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{lab}/lab/tree/ring.ipynb")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    paper = page.locator("div:has(> canvas.sigma-nodes)")
    paper.wait_for(timeout=60_000)
    # it takes the place of the drawing that stands still
    page.locator(".jp-OutputArea-child").first.wait_for(state="hidden")
    paper.click(position=paper.evaluate(SPOT))
    page.wait_for_function("document.querySelector('select[multiple]').selectedOptions.length == 1")
    heard = told(folder / "heard")
    assert list(heard["member"]) == [NAMES[0]]
    assert heard["because"][0] == "<b>nine</b>"
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.close()
    book = nbformat.read(folder / "ring.ipynb", 4)
    for state in ({}, drawn_by_script(book)):
        book.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
        html, _ = HTMLExporter().from_notebook_node(book)
        # what a viewer without scripts is left with
        still = re.findall(r'src="data:image/svg\+xml;base64,([\w+/=]+)', html)
        assert ["&lt;b&gt;nine" in base64.b64decode(one).decode() for one in still] == [True]


def told(path):
    """What Python wrote when it heard of the selection."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if path.exists() and (said := path.read_text()).endswith("\n"):
            return pd.read_csv(io.StringIO(said), dtype=str)
        time.sleep(0.05)
    pytest.fail("nothing was heard")


def drawn_by_script(book):
    """The state of the book's widgets, as some programs store it."""
    shown = [one["data"].get("application/vnd.jupyter.widget-view+json")
             for one in book.cells[0].outputs]  # fmt: skip
    return {one["model_id"]: {"model_name": "AnyModel", "state": {}} for one in shown if one}
