"""Shared by all tests: one cache for compiled code, so that a run leaves nothing behind."""

import os
import signal
from collections.abc import Iterator

import pytest

# Who starts the tests in the background has Ctrl-C ignored, also by the commands that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A store and a cache for the session; the cache is kept if ``GDRUN_CACHE`` names one.

    Tests of what is stored, or computed again, name stores of their own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GDRUN_STORE", str(tmp_path_factory.mktemp("store") / "gdrun.db"))
        if "GDRUN_CACHE" not in os.environ:
            patch.setenv("GDRUN_CACHE", str(tmp_path_factory.mktemp("cache")))
        # Several test processes at a time are told the terminal's width, which is no test's.
        patch.delenv("COLUMNS", raising=False)
        yield
