"""A crawler signed in as each role: what it may see and may not, and no identifier anywhere."""

import html
import re
from functools import cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

LINK = re.compile(r'(?:href|hx-get|src)="([^"#][^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
SCRIPTED = re.compile(r'(?:href|src|action)="\s*javascript:', re.IGNORECASE)
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
#: of pages that differ in a number only, or in what they filter by, so many are enough
ALIKE, OF_A_PAGE = 2, 12
EVERYBODY = ("/me", "/login", "/api/openapi", "/static/")


def kind(path):
    """A path without its numbers, tokens and values."""
    split = urlsplit(path)
    names = ",".join(sorted({name for name, _ in parse_qsl(split.query, True)}))
    return re.sub(r"\b(?:[A-Z]?\d+|[0-9a-f]{32})\b|(?<=/feed:)[^/]+", "*", split.path), names


def links(text, here):
    """Where a page leads, and what its forms ask for when nothing is filled in."""
    for found in LINK.findall(text):
        yield urljoin(here, html.unescape(found))
    for said, inner in FORM.findall(text):
        if 'method="post"' not in said:
            action = re.search(r'action="([^"]*)"', said)
            names = dict.fromkeys(FIELD.findall(inner), "")
            yield (
                urljoin(here, html.unescape(action[1] if action else here)) + "?" + urlencode(names)
            )


def is_page(answer):
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.fixture(scope="module")
def crawl(site):
    """Every page a user is led to: address → answer. Each user goes round once, since nobody
    changes anything."""
    return cache(lambda name: round_of(site, name))


def round_of(site, name):
    client, waiting, seen, met = site.visit(name), ["/"], {}, {}
    while waiting:
        at = waiting.pop(0).partition("#")[0]
        split = urlsplit(at)
        if split.netloc or split.scheme or at in seen:
            assert not split.scheme or split.scheme in ("http", "https"), at
            continue
        page, asked = kind(at)
        met[page], met[page, asked] = met.get(page, 0) + 1, met.get((page, asked), 0) + 1
        if met[page] > OF_A_PAGE or met[page, asked] > ALIKE:
            continue
        seen[at] = answer = client.get(at)
        if answer.has_redirect_location:
            waiting.append(urljoin(at, answer.headers["location"]))
        elif is_page(answer):
            waiting += links(answer.text, at)
    return seen


@pytest.fixture(scope="module", params=["analyst-en", "investigator-zh", "supervisor-en",
                                        "supervisor-zh", "auditor-zh", "admin-en"])  # fmt: skip
def crawled(request, crawl):
    return request.param, crawl(request.param)


def test_every_link_and_form_leads_somewhere(crawled):
    _, seen = crawled
    assert len(seen) > 5
    assert {
        at: answer.status_code for at, answer in seen.items() if answer.status_code >= 400
    } == {}


def test_no_page_shows_an_identifier_of_the_logs(crawled, site):
    _, seen = crawled
    found = {at: site.known_in(answer.text) for at, answer in seen.items()}
    assert {at: known[:3] for at, known in found.items() if known} == {}


def test_what_a_hostile_log_says_is_text_and_never_markup(crawled):
    _, seen = crawled
    for at, answer in seen.items():
        if is_page(answer):
            assert "<script>document" not in answer.text, at
            assert not re.search(r"<img[^>]*onerror", answer.text), at
            # the product, were it reckoned
            assert "829348951" not in answer.text, at
            assert not re.search(
                r'(?:href|src|action)="\s*javascript:', answer.text, re.IGNORECASE
            ), at


def test_every_answer_is_kept_nowhere_and_framed_by_nobody(crawled):
    _, seen = crawled
    for at, answer in seen.items():
        assert answer.headers["x-content-type-options"] == "nosniff", at
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], at
        assert "unsafe" not in answer.headers["content-security-policy"], at
        if not at.startswith("/static/"):
            assert answer.headers["cache-control"] == "no-store", at


def test_no_page_has_a_script_or_a_style_of_its_own(crawled):
    _, seen = crawled
    for at, answer in seen.items():
        if is_page(answer):
            assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text), at
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", answer.text), at


def test_what_one_role_is_led_to_another_opens_only_with_the_right(site, crawl):
    """Forced browsing: whatever anybody is led to, each role asks for."""
    leading = [crawl(name) for name in ("supervisor-en", "auditor-zh", "admin-en")]
    from_all = {at for seen in leading for at, answer in seen.items()
                if answer.status_code < 300 and "?" not in at}  # fmt: skip
    owned = {"auditor-zh": ("/trail",), "admin-en": ("/users", "/feeds", "/quarantine", "/runs",
                                                     "/health")}  # fmt: skip
    for name, own in owned.items():
        client = site.visit(name)
        for at in sorted(from_all):
            allowed = at == "/" or at.startswith(
                (*own, "/me", "/login", "/api/openapi", "/static/")
            )
            assert (client.get(at).status_code < 400) == allowed, (name, at)


def test_nobody_sees_anything_without_signing_in(site, crawl):
    nobody = site.visit()
    for at in crawl("supervisor-en"):
        if not at.startswith(("/static/", "/login")):
            answer = nobody.get(at)
            assert answer.status_code in (303, 401), at
            assert answer.status_code == 401 or answer.headers["location"] == "/login", at
            assert answer.text == "" or answer.status_code == 401, at


def test_the_log_of_the_server_names_nobody(site, crawled):
    assert site.known_in(site.said.read_text("utf-8")) == []
