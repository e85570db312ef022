"""Settings: flags over environment over file; errors that say where, what and how; secrets that stay secret."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from crawler.configuration import unknown_variables
from crawler.errors import SettingsError
from crawler.settings import Settings, load_settings

SECRET = "geheim-4711"
WATCH = '[[watches]]\nname = "leaders"\nto = ["a@example.org"]\n'


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of this machine takes part."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def write(path: Path, text: str) -> Path:
    """Write a configuration file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_defaults_work_without_any_file(tmp_path: Path) -> None:
    """Nothing need be set; the store is an SQLite file in the user's data folder."""
    settings = load_settings()
    assert settings.store_url == f"sqlite:///{tmp_path}/data/tinbao/tinbao.db"
    assert settings.watches == ()


def test_flags_go_over_environment_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three voices the nearest to the user wins, key by key."""
    write(tmp_path / "tinbao.toml", 'log_level = "error"\n[mail]\nhost = "file"\nport = 1\n[web]\nport = 1\n')
    monkeypatch.setenv("TINBAO_MAIL__PORT", "2")
    monkeypatch.setenv("TINBAO_LOG_LEVEL", "warning")
    settings = load_settings(log_level="debug", store_url=None)
    assert (settings.log_level, settings.mail.port, settings.mail.host, settings.web.port) == ("debug", 2, "file", 1)


def test_named_file_then_here_then_users(tmp_path: Path) -> None:
    """`--config` names the file; else the one here is read, else the user's."""
    users = write(tmp_path / "config" / "tinbao" / "tinbao.toml", "web.port = 3")
    assert load_settings().web.port == 3
    write(tmp_path / "tinbao.toml", "web.port = 2")
    assert load_settings().web.port == 2
    assert load_settings(users).web.port == 3


def test_a_missing_named_file_is_an_error() -> None:
    """A file that was asked for is never silently left out."""
    with pytest.raises(SettingsError, match=r"nowhere\.toml.*\n.*--config"):
        load_settings(Path("nowhere.toml"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('store_ur = "x"', "store_ur: there is no such setting; did you mean `store_url`"),
        ("[mail]\nprot = 25", "mail.prot: there is no such setting; did you mean `port`"),
        ('[mail]\nport = "x"', "mail.port: Input should be a valid integer"),
        ("[daemon]\ntick_seconds = 0", "daemon.tick_seconds: Input should be greater than 0"),
        (
            '[[watches]]\nname = "a"\ntoo = ["a@example.org"]',
            "watches[0].too: there is no such setting; did you mean `to`",
        ),
        (WATCH + WATCH, "two watches are named leaders"),
        ("a =", "Invalid value"),
        ('contact = "two\\nlines"', "contact: String should match"),
        ("[fetch]\ndelay_s = -1", "fetch.delay_s: Input should be greater"),
        ('[mail]\nhost = "mail.example.org"\nusername = "u"', "send the password in clear"),
        ("zzz = 1", "zzz: there is no such setting; known are"),
    ],
)
def test_errors_name_file_key_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    """Whatever is wrong in the file, the message says where and what to do."""
    path = write(tmp_path / "odd.toml", text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.way_out


def test_errors_from_the_environment_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variable is called by its own name."""
    monkeypatch.setenv("TINBAO_MAIL__PORT", "many")
    with pytest.raises(SettingsError, match="the environment: TINBAO_MAIL__PORT: Input should be"):
        load_settings()


def test_a_file_that_is_no_text_or_endless_is_refused(tmp_path: Path) -> None:
    """Neither bytes nor an endless file are read as configuration."""
    path = tmp_path / "odd.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingsError, match="larger than"):
        load_settings(path)


def test_secret_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`…_FILE` names the file that holds a secret, its last newline left out."""
    monkeypatch.setenv("TINBAO_MAIL__PASSWORD_FILE", str(write(tmp_path / "secret", f"{SECRET}\n")))
    monkeypatch.setenv("TINBAO_STORE_URL_FILE", str(write(tmp_path / "url", "postgresql://u:p@h/d\n")))
    settings = load_settings()
    assert settings.mail.password is not None
    assert settings.mail.password.get_secret_value() == SECRET
    assert settings.store_url == "postgresql://u:p@h/d"


def test_secret_files_that_cannot_be_used_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing secret file, or both forms at once, stops with the variable's name."""
    monkeypatch.setenv("TINBAO_MAIL__PASSWORD_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match=r"TINBAO_MAIL__PASSWORD_FILE: .*No such file"):
        load_settings()
    monkeypatch.setenv("TINBAO_MAIL__PASSWORD", SECRET)
    with pytest.raises(SettingsError, match="both set") as caught:
        load_settings()
    assert SECRET not in str(caught.value)


def test_secrets_are_in_no_representation_or_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither printing the settings nor an error about them shows a password."""
    monkeypatch.setenv("TINBAO_MAIL__PASSWORD", SECRET)
    monkeypatch.setenv("TINBAO_STORE_URL", f"postgresql://user:{SECRET}@host/db")
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.mail!r}"
    path = write(tmp_path / "odd.toml", f'mail.password = ["{SECRET}"]\nmail.port = "{SECRET}"')
    monkeypatch.delenv("TINBAO_MAIL__PASSWORD")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert SECRET not in str(caught.value)


def test_settings_never_change() -> None:
    """The object is frozen, groups included."""
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.log_level = "debug"  # type: ignore[misc]  # the promise that mypy keeps too
    with pytest.raises(ValidationError):
        settings.mail.port = 1  # type: ignore[misc]  # likewise


def test_paths_in_a_file_are_relative_to_it(tmp_path: Path) -> None:
    """The same store and sources from wherever the command is run; a flag is relative to where one stands."""
    path = write(tmp_path / "etc" / "tinbao.toml", 'store_url = "news.db"\nsources_folders = ["mine", "/abs"]\n')
    settings = load_settings(path)
    assert settings.store_url == f"sqlite:///{tmp_path}/etc/news.db"
    assert settings.sources_folders == (tmp_path / "etc" / "mine", Path("/abs"))
    assert load_settings(path, store_url="here.db").store_url == f"sqlite:///{tmp_path}/here.db"


def test_lists_in_the_environment_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """`TINBAO_SOURCES=a, b` needs no JSON."""
    monkeypatch.setenv("TINBAO_SOURCES", "a, b")
    assert load_settings().sources == ("a", "b")


def test_unknown_variables_are_told_but_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Container engines put TINBAO_PORT beside ours: a hint, no error."""
    monkeypatch.setenv("TINBAO_STOREURL", "x")
    monkeypatch.setenv("TINBAO_PORT_8000_TCP", "x")
    load_settings()
    told = list(unknown_variables(Settings))
    assert len(told) == 2
    assert "TINBAO_STOREURL is no setting; did you mean TINBAO_STORE_URL?" in told


def test_an_unknown_source_is_an_error() -> None:
    """Naming a source that no file defines would silently watch less."""
    settings = load_settings(sources=("a", "b"))
    assert settings.chosen({"a": 1, "b": 2, "c": 3}) == {"a": 1, "b": 2}
    with pytest.raises(SettingsError, match="no source is called b"):
        settings.chosen({"a": 1})
    assert load_settings().chosen({"a": 1}) == {"a": 1}


def test_the_contact_reaches_the_user_agent() -> None:
    """`contact` is who a site's owner can write to."""
    assert "me@example.org" in load_settings(contact="me@example.org").fetch_settings.user_agent
