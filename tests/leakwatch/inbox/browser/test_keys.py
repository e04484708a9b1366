"""Every key of the list, pressed in a real browser, each once; and none, where they are off."""

import pytest

OFFERED = list("jkxeasdcgun/?")
WIDE = {"width": 1360, "height": 800}
AT = "tr[data-at]"


@pytest.fixture
def page(browser, site):
    """The list as an analyst has it; what it complains of is in `troubles`."""
    context = browser.new_context(viewport=WIDE)
    cookie = {"name": "leakwatch", "value": site.cookies["analyst-en"], "url": site.url}
    context.add_cookies([cookie])
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.troubles = []
    opened.on("console", lambda said: said.type in ("error", "warning")
              and opened.troubles.append(said.text))  # fmt: skip
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.goto(site.url)
    yield opened
    context.close()


def focused(page):
    """What a letter would be typed into, or pressed on."""
    return page.evaluate("document.activeElement.id || document.activeElement.name")


def alerts(page):
    return page.locator("[data-alert]").evaluate_all("all => all.map(one => one.dataset.alert)")


def stands_on(page):
    """The alert of the row that keys mean."""
    return page.locator(AT).get_attribute("data-alert")


def done(page, words):
    """Waits until the list says that it was done."""
    page.locator("[data-told] span", has_text=words).first.wait_for()


def moves_and_opens(page, keys):
    first, second, *_ = alerts(page)
    keys.press("j")
    assert stands_on(page) == first
    keys.press("j")
    assert stands_on(page) == second
    keys.press("k")
    assert stands_on(page) == first
    keys.press("e")
    page.wait_for_url(f"**/alerts/{first}*")
    page.go_back()
    page.locator("a[data-ring]").first.wait_for()
    # a ring, from the row it is in
    place = page.locator("tr[data-row]").evaluate_all(
        "all => all.findIndex(one => one.querySelector('a[data-ring]'))"
    )
    for _ in range(place + 1):
        keys.press("j")
    keys.press("g")
    page.wait_for_url("**/rings/R*")
    page.go_back()
    page.locator("#inbox").wait_for()


def selects_searches_and_helps(page, keys):
    keys.press("j")
    keys.press("x")
    assert page.locator("[data-alert] input:checked").count() == 1
    assert page.inner_text("#chosen") == "1"
    keys.press("x")
    assert page.locator("[data-alert] input:checked").count() == 0
    keys.press("/")
    assert focused(page) == "search"
    at = stands_on(page)
    keys.type("jx?")
    assert page.input_value("#search") == "jx?"
    assert stands_on(page) == at
    page.fill("#search", "")
    keys.press("Escape")
    assert focused(page) != "search"
    keys.press("?")
    page.locator("#help[open]").wait_for()
    assert page.locator("#help [data-do]").evaluate_all("all => all.map(one => one.dataset.do)"
                                                        ) == OFFERED  # fmt: skip
    # behind the help nothing moves
    keys.press("j")
    assert stands_on(page) == at
    keys.press("?")
    page.locator("#help:not([open])").wait_for(state="attached")


def assigns_and_takes_back(page, keys):
    keys.press("a")
    done(page, "given: 1")
    alert = stands_on(page)
    assert "analyst-en" in page.inner_text(f"[data-alert={alert}]")
    keys.press("u")
    page.locator("[data-told]", has_text="given").wait_for(state="detached")
    assert "analyst-en" not in page.inner_text(f"[data-alert={alert}]")


def decides(page, keys, key, field, said, words):
    """One deed with its words, and back: the alert leaves the list, and comes again."""
    alert, before = stands_on(page), alerts(page)
    keys.press(key)
    page.locator(f"#{field}:focus, [name={field}]:focus").wait_for()
    words()
    keys.press("Enter")
    done(page, said)
    assert alert not in alerts(page)
    keys.press("u")
    page.locator(f"[data-alert={alert}]").wait_for()
    assert alerts(page) == before


def reason(page, keys):
    page.select_option("[name=dismiss_reason]", index=1)
    keys.press("Tab")
    keys.type("looked at it")


def test_every_key_of_the_list_does_what_the_help_says(page, site):
    keys = page.keyboard
    moves_and_opens(page, keys)
    selects_searches_and_helps(page, keys)
    assigns_and_takes_back(page, keys)
    decides(page, keys, "s", "snooze_reason", "snoozed: 1", lambda: keys.type("away until then"))
    decides(page, keys, "d", "dismiss_reason", "dismissed: 1", lambda: reason(page, keys))
    decides(page, keys, "c", "confirm_text", "confirmed: 1", lambda: keys.type("no ticket"))
    keys.press("n")
    page.wait_for_url("**/alerts/A*")
    assert "yours until" in page.inner_text("#acts-here")
    assert page.troubles == []


def test_keys_that_are_turned_off_do_nothing_until_they_are_on_again(page, site):
    keys = page.keyboard
    page.click("#acts [data-do='?']")
    page.locator("#keys-on").focus()
    keys.press("Space")
    keys.press("Escape")
    page.reload()
    for key in OFFERED:
        keys.press(key)
    assert page.url.rstrip("/") == site.url
    assert page.locator(f"{AT}, #help[open], details[open], :checked[name=alert]").count() == 0
    # a button is there for each, whether keys are on or off
    page.click("#acts [data-do='?']")
    page.click("#help [data-do=j]")
    page.locator(AT).wait_for()
    page.click("#acts [data-do='?']")
    page.check("#keys-on")
    keys.press("Escape")
    keys.press("j")
    assert stands_on(page) == alerts(page)[1]
    assert page.troubles == []
