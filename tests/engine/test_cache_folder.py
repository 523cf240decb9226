"""Where compiled code is kept."""

import sys
from pathlib import Path

import pytest

from gdrun.engine.compile.cache_folder import user_cache


def test_the_users_choice_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDRUN_CACHE", str(tmp_path / "chosen"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert user_cache() == tmp_path / "chosen"


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms have other places")
@pytest.mark.parametrize(("xdg", "place"), [("xdg", "xdg"), ("", ".cache"), (None, ".cache")])
def test_the_users_cache_directory_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xdg: str | None, place: str
) -> None:
    monkeypatch.delenv("GDRUN_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if xdg is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / xdg) if xdg else "")
    assert user_cache() == tmp_path / place / "gdrun"


def test_a_tilde_that_nobody_replaced_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no home directory, compiled code is not kept, and never in ``./~``."""
    monkeypatch.delenv("GDRUN_CACHE")
    unknown = Path("~nobody-of-this-name") / "gdrun"
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: unknown)
    with pytest.raises(RuntimeError):
        user_cache()
