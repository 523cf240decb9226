"""A small form of what ``cache_flips`` does with all files of the cache."""

import os
import shutil
from pathlib import Path

from tests.robustness.cache_flips import (
    AS_BEFORE,
    WITH_NOTE,
    damage_one,
    hashes,
    train,
)


def test_a_damaged_cache_neither_ends_the_process_nor_changes_a_number(tmp_path: Path) -> None:
    """Of the files that are compiled anew in a second."""
    cache, good = Path(os.environ["GDRUN_CACHE"]), tmp_path / "good"
    train(cache, tmp_path)
    # A cache that is kept for longer holds other versions, too.
    used = max((cache / "compiled").iterdir(), key=lambda folder: folder.stat().st_mtime)
    without = shutil.ignore_patterns("*Relu*.nbc")
    shutil.copytree(used, good / "compiled" / used.name, ignore=without)
    expected = hashes(train(good, tmp_path))
    answers = [damage_one(good, expected, "*Relu*.nbc", seed) for seed in range(8)]
    assert len({each.damage for each in answers}) > 3
    for answer in answers:
        assert answer.what == (AS_BEFORE if answer.damage == "delete" else WITH_NOTE), answer
