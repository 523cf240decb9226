"""Whether a folder is its user's alone, as one must be whose files are run."""

import os
import stat
from pathlib import Path

_ROOT = 0
_UNMAPPED = 65534
"""Who owns what lies outside a container, where the container cannot tell whose it is."""


def make_private(folder: Path) -> None:
    """Makes a folder and those above it that are missing, each for its owner alone.

    Raises:
        OSError: If that cannot be done.
    """
    for place in (*reversed(folder.parents), folder):
        if not place.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)


def why_distrusted(folder: Path, chosen: Path) -> str | None:
    """Who else could put files into a folder, and what to do about it; None if nobody could.

    That another user could rename a folder above it is as good as a way into it. Windows has other
    means than these to keep a user's folders apart.

    Args:
        folder: An existing folder, without links in its path.
        chosen: The folder at or above it that the user can choose.

    Raises:
        OSError: If a folder cannot be looked at.
    """
    if os.name == "nt":
        return None
    for place in (folder, *folder.parents):
        found, inside = place.stat(), place.is_relative_to(chosen)
        if found.st_uid not in {_ROOT, os.geteuid(), *([] if inside else [_UNMAPPED])}:
            return f"{place} belongs to another user: name a folder of your own in GDRUN_CACHE"
        if not _others_write(found):
            continue
        if inside:
            # Whatever is in there may be from anybody.
            return f"others may write to {place}: remove it, or name another in GDRUN_CACHE"
        if not found.st_mode & stat.S_ISVTX:
            return (
                f"others may write to {place}: end that with `chmod go-w {place}`, or name a "
                "folder elsewhere in GDRUN_CACHE"
            )
    return None


def _others_write(found: os.stat_result) -> bool:
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)


def _is_own_group(group: int) -> bool:
    """Whether a group is root's, or one that a user has for himself, as many systems give them."""
    if group == _ROOT:
        return True
    import grp
    import pwd

    try:
        found, user = grp.getgrgid(group), pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return found.gr_name == user.pw_name and set(found.gr_mem) <= {user.pw_name}
