"""Shared by all tests: one cache for compiled code, so that a run leaves none behind."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def compiled_code_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache folder for the session; kept if ``GDRUN_CACHE`` names one."""
    if "GDRUN_CACHE" in os.environ:
        yield
        return
    os.environ["GDRUN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    del os.environ["GDRUN_CACHE"]
