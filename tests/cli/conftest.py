"""What tests of commands over one store share."""

from pathlib import Path

import pytest

from tests.cli.storing import CONFIG


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a small config, in which the store is made."""
    (tmp_path / "small.yaml").write_text(CONFIG)
    return tmp_path
