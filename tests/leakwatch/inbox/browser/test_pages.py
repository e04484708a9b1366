"""Every page in a real browser: nothing broken or blocked, usable by everybody, light and dark."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
GRAVE = ("serious", "critical")
HREFS = "all => all.map(one => one.getAttribute('href'))"
WIDE, NARROW = {"width": 1360, "height": 800}, {"width": 380, "height": 720}
#: what sticks out where the page can be moved sideways
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
    [...document.querySelectorAll("main *")].filter(
        one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(one => "too wide: " + one.outerHTML.slice(0, 120))"""
#: language, colours, window: both of each
LOOKS = {"en light wide": ("en", "light", WIDE), "zh dark narrow": ("zh", "dark", NARROW)}
OTHERS = {"auditor": ("/trail", "/me"), "admin": ("/users", "/runs", "/feeds/health")}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def window(browser, site, request):
    """A page signed in as a role, in one look; what it complains of is in `troubles`."""
    opened = []

    def open_(role, look):
        language, scheme, size = LOOKS[look]
        context = browser.new_context(color_scheme=scheme, viewport=size, bypass_csp=False)
        opened.append(context)
        cookie = site.cookies[f"{role}-{language}"]
        context.add_cookies([{"name": "leakwatch", "value": cookie, "url": site.url}])
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda said: said.type in ("error", "warning")
                and page.troubles.append(f"{page.url}: {said.text}"))  # fmt: skip
        page.on("pageerror", lambda error: page.troubles.append(f"{page.url}: {error}"))
        page.on("dialog", lambda asked: (page.troubles.append(f"asked: {asked.message}"),
                                         asked.dismiss()))  # fmt: skip
        return page

    yield open_
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def addresses():
    """Where the first look at a supervisor's pages was led: the others go there too."""
    return []


def led(page, site, addresses):
    """One address of every kind of page that the role is led to within forty pages; whoever asks
    for the next has opened the one before."""
    kinds = {"/", "/me"}
    addresses += sorted(kinds)
    for number, at in enumerate(addresses):
        yield at
        for said in page.locator("a[href]").evaluate_all(HREFS) if number < 40 else ():
            link = urljoin(page.url, said)
            path = urlsplit(link).path
            kind = re.sub(r"[0-9a-f]{32}|[A-Z]\d+|\d+", "*", path)
            if (
                urljoin(link, "/") == site.url + "/"
                and kind not in kinds
                and not kind.startswith("/api/")
                # a file, to be kept
                and "." not in kind
                and "/proofs/" not in kind
            ):
                kinds.add(kind)
                addresses.append(path)


def faults(page):
    """What axe finds that is serious or worse, in one line each."""
    # as the developer tools put it in: our policy lets no page do so
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    grave = [(one["id"], one["nodes"][0]) for one in found if one["impact"] in GRAVE]
    return [
        f"{name}: {node['html'][:160]} ({node['failureSummary'][:200]})" for name, node in grave
    ]


def looked_at(page, site, paths):
    told = {}
    for path in paths:
        page.goto(site.url + path)
        wrong = faults(page)
        wrong += page.evaluate(TOO_WIDE)
        if page.title().startswith("owned"):
            wrong.append("a script of the log has run")
        if wrong:
            told[path] = wrong
    return told


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_a_supervisor_can_be_used_by_everybody(window, site, look, addresses):
    page = window("supervisor", look)
    paths = tuple(addresses) or led(page, site, addresses)
    assert looked_at(page, site, paths) == {}
    assert len(addresses) >= 12
    assert page.troubles == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", OTHERS)
def test_so_can_those_of_the_others(window, site, role, look):
    page = window(role, look)
    assert looked_at(page, site, OTHERS[role]) == {}
    assert page.troubles == []


def test_whoever_made_the_demo_signs_in_and_sees_its_alerts(site, browser):
    """With what the terminal said, as a stranger does it."""
    said = (site.folder / "sign-in.txt").read_text(encoding="utf-8")
    password = dict(line.split() for line in said.splitlines())["investigator"]
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(site.url)
        page.fill("input[name=name]", "investigator")
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(site.url + "/")
        assert page.locator("tbody tr a[href^='/alerts/A']").count() > 5
    finally:
        context.close()


@pytest.mark.parametrize("path", ["/login", "/none"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_so_can_the_doors(browser, site, path, scheme):
    page = browser.new_page(color_scheme=scheme, viewport=NARROW)
    assert looked_at(page, site, [path]) == {}
    page.close()


def test_one_signs_in_and_out_with_the_keyboard_alone(browser, site):
    page = browser.new_page()
    page.goto(site.url + "/")
    assert page.url.endswith("/login")
    page.locator("[name=name]:focus").wait_for()
    page.keyboard.type("supervisor-en")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/")
    page.get_by_role("button", name="sign out").press("Enter")
    page.wait_for_url(site.url + "/login")
    page.close()


def test_without_scripts_the_list_is_there_and_can_be_filtered(browser, site):
    context = browser.new_context(java_script_enabled=False)
    cookie = site.cookies["supervisor-en"]
    context.add_cookies([{"name": "leakwatch", "value": cookie, "url": site.url}])
    page = context.new_page()
    page.goto(site.url + "/")
    rows = page.locator("[data-alert]").count()
    assert rows > 5
    page.fill("[name=text]", "said nowhere")
    page.press("[name=text]", "Enter")
    page.wait_for_load_state()
    assert "text=said+nowhere" in page.url
    assert page.locator("[data-alert]").count() == 0
    context.close()


def test_a_chinese_page_has_no_english_sentence_left(window, site):
    page = window("supervisor", "zh dark narrow")
    for path in ("/", "/statistics", "/me", "/feeds"):
        page.goto(site.url + path)
        for said in page.locator("h1, h2, th, button, label, nav[aria-label] a").all_inner_texts():
            said = said.strip()
            assert not re.fullmatch(r"[a-z]+( [a-z]+)+", said), (path, said)
        assert HAN.search(page.inner_text("body")), path


def test_nobody_frames_us(browser, site):
    page = browser.new_page()
    page.set_content(f'<iframe src="{site.url}/login"></iframe>')
    page.wait_for_timeout(300)
    assert all("password" not in frame.content() for frame in page.frames[1:])
    page.close()
