"""Machine code is only taken from folders that nobody else can put it into."""

import os
import sys
from pathlib import Path

import pytest

from gdrun.engine.compile import trusted_folders
from gdrun.engine.compile.trusted_folders import make_private, why_distrusted
from tests.processes import run_python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no mode bits")

OTHER_GROUP = 54_321


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    folder = tmp_path / "above" / "chosen"
    make_private(folder / "inside")
    return folder


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700] * 2


def test_a_folder_of_ones_own_is_trusted(chosen: Path) -> None:
    assert why_distrusted(chosen / "inside", chosen) is None
    chosen.chmod(0o755)
    assert why_distrusted(chosen / "inside", chosen) is None


@pytest.mark.parametrize("place", [".", "inside"])
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o703])
def test_one_that_others_may_write_to_is_not(chosen: Path, place: str, mode: int) -> None:
    (chosen / place).chmod(mode)
    reason = why_distrusted(chosen / "inside", chosen)
    assert reason == (
        f"others may write to {chosen / place}: remove it, or name another in GDRUN_CACHE"
    )


def test_nor_one_that_others_could_put_another_in_the_place_of(chosen: Path) -> None:
    chosen.parent.chmod(0o777)
    reason = why_distrusted(chosen / "inside", chosen)
    assert reason is not None
    assert reason.startswith(f"others may write to {chosen.parent}: ")
    assert f"`chmod go-w {chosen.parent}`" in reason
    # There, as in /tmp, each can rename what is his own.
    chosen.parent.chmod(0o1777)
    assert why_distrusted(chosen / "inside", chosen) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")
@pytest.mark.parametrize("place", [".", "inside", ".."])
def test_nor_one_of_another_user(chosen: Path, place: str) -> None:
    os.chown(chosen / place, 54_321, -1)
    found = (chosen / place).resolve()
    reason = why_distrusted(chosen / "inside", chosen)
    assert reason == f"{found} belongs to another user: name a folder of your own in GDRUN_CACHE"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")
def test_what_a_container_cannot_tell_the_owner_of_is_trusted_above(chosen: Path) -> None:
    os.chown(chosen.parent, 65_534, -1)
    assert why_distrusted(chosen / "inside", chosen) is None
    os.chown(chosen, 65_534, -1)
    assert why_distrusted(chosen / "inside", chosen) is not None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")
def test_a_group_that_is_the_users_own_may_write(
    chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen.chmod(0o775)
    os.chown(chosen, -1, OTHER_GROUP)
    reason = why_distrusted(chosen / "inside", chosen)
    assert reason is not None
    monkeypatch.setattr(trusted_folders, "_is_own_group", lambda group: group == OTHER_GROUP)
    assert why_distrusted(chosen / "inside", chosen) is None


def test_which_group_is_a_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import grp
    import pwd

    user = pwd.getpwuid(os.geteuid()).pw_name
    others = {1: (user, []), 2: (user, [user]), 3: (user, ["ann"]), 4: ("all", [])}

    def group_of(number: int) -> grp.struct_group:
        name, members = others[number]
        return grp.struct_group((name, "x", number, members))

    monkeypatch.setattr(grp, "getgrgid", group_of)
    own = [number for number in (0, *others) if trusted_folders._is_own_group(number)]
    assert own == [0, 1, 2]


FOLDER = "from gdrun.engine.compile.cache_folder import cache_folder; print(cache_folder())"


def test_the_cache_is_made_and_used_as_these_rules_say(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (found,) = run_python(FOLDER, GDRUN_CACHE=str(cache))
    made = [cache, cache / "compiled", Path(found)]
    assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700] * 3
    cache.chmod(0o777)
    assert run_python(FOLDER, GDRUN_CACHE=str(cache)) == ["None"]


def test_a_link_is_followed_to_what_is_trusted(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir(mode=0o700)
    link.symlink_to(real)
    (found,) = run_python(FOLDER, GDRUN_CACHE=str(link))
    assert Path(found).is_relative_to(real)
