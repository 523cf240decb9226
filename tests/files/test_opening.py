"""What is no file is refused at once: neither waited for nor read without an end."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gdrun.errors import DataError
from gdrun.files.opening import opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


def refused(path: Path) -> str:
    with pytest.raises(DataError) as caught, opened(path, "a CSV file"):
        pass
    return str(caught.value)


def test_devices(tmp_path: Path) -> None:
    for device in ("zero", "null"):
        link = tmp_path / device
        link.symlink_to(f"/dev/{device}")
        assert f"{device}: this is a device, not a CSV file" in refused(link)


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # The path of a socket is short.
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.csv")
        assert refused(Path("s.csv")).startswith("s.csv: this is a socket")


def test_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.csv")
    assert "this is a named pipe" in refused(tmp_path / "p.csv")
    reading, writing = os.pipe()
    try:
        message = refused(Path(f"/dev/fd/{reading}"))
    finally:
        os.close(reading)
        os.close(writing)
    assert "this is a pipe, not a CSV file" in message
    assert "write what comes from it to a file" in message


def test_a_training_refuses_them_before_it_takes_their_hash(tmp_path: Path) -> None:
    """With a store, which knows data by its content."""
    os.mkfifo(tmp_path / "p.csv")
    (tmp_path / "zero.npz").symlink_to("/dev/zero")
    for source in ("p.csv", "zero.npz"):
        (tmp_path / "c.yaml").write_text(f"data: {{source: {source}}}\n", encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "gdrun", "train", "c.yaml", "--store", "s.db"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 2
        assert run.stderr.startswith(f"{source}: this is a")
