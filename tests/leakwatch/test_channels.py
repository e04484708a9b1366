"""`[notify]`: what is refused, and that no secret is repeated."""

import pytest

from leakwatch import settings as reading
from leakwatch.errors import ConfigError


@pytest.fixture
def said(tmp_path):
    def read(channel, above="", name="ops"):
        place = tmp_path / "leakwatch.toml"
        place.write_text(f"[notify]\n{above}\n[notify.channels.{name}]\n{channel}\n", "utf-8")
        return reading.read(place).notify

    return read


@pytest.mark.parametrize(
    "url",
    ["${ALL}", "dingtalk://${SIGN}@${TOKEN}", "slack://${A}/${B}/${C}", "json://host:8080/hook",
     "jsons://clerk:${WORD}@host/hook?-token=${TOKEN}", "https://h.example/robot?key=${KEY}",
     "mailtos://clerk:${WORD}@mail.example?to=ops-2026@mail.example&smtp=smtp.mail.example",
     "mailto://mail.example?from=leakwatch@mail.example&to=night-watch-2026-ops@mail.example"],
)  # fmt: skip
def test_a_url_without_a_secret_is_taken_as_it_is(said, url):
    assert said(f'url = "{url}"').channels["ops"].url == url


@pytest.mark.parametrize(
    "url",
    ["dingtalk://abcdef0123", "json://clerk:word@host", "mailtos://u:word@host",
     "mailto://h.example?to=a@b.example&pass=x", "dingtalk://${SIGN}@abcdef/13000000000",
     "https://hooks.example/hook?access_token=abc", "slack://T1/B2/C3", "json://h?+Authorization=x",
     "https://hooks.slack.com/services/T0ABCDE12/B0ABCDE12/abcdEFGH1234abcdEFGH1234"],
)  # fmt: skip
def test_a_secret_in_the_settings_is_refused_and_not_repeated(said, url):
    with pytest.raises(ConfigError, match=r"a password or a token is written in url") as error:
        said(f'url = "{url}"')
    assert "notify.channels.ops" in str(error.value)
    assert "${NAME}" in str(error.value)
    assert url not in str(error.value)


@pytest.mark.parametrize(
    ("channel", "above", "name", "says"),
    [('kinds = ["alerts"]', "", "ops", "no kind 'alerts'"),
     ('severity = "urgent"', "", "ops", "no severity 'urgent'"),
     ('sverity = "high"', "", "ops", "unknown key 'sverity'"),
     ("", "due_days = 0", "ops", "due_days, overdue_minutes and most are at least 1"),
     ("", 'link = "inbox.example"', "ops", "link is no address of a page"),
     ("", 'link = "https://clerk:word@inbox.example"', "ops", "link is no address of a page"),
     ("", "", '"two words"', "the name of a channel")],
)  # fmt: skip
def test_a_mistake_is_named_in_one_line(said, channel, above, name, says):
    with pytest.raises(ConfigError) as error:
        said(f'url = "json://host"\n{channel}', above, name)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_channel_is_told_everything_of_alerts_that_are_high(said):
    [channel] = said('url = "json://host"').channels.values()
    assert channel.kinds == ("alert", "due", "approval", "feed", "job", "digest")
    assert channel.least == 3
