"""Running gdrun in a terminal of some columns."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from tests.cli.commands import ROOT


def at_terminal(*arguments: object, columns: int, **environment: str) -> str:
    """What a command that ends well prints there, with its control codes."""
    code, seen = ended_at_terminal(*arguments, columns=columns, **environment)
    assert code == 0, seen
    return seen


def ended_at_terminal(*arguments: object, columns: int, **environment: str) -> tuple[int, str]:
    """What a command ends with, and prints there."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gdrun", *map(str, arguments)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=ROOT,
        env={**inherited, "TERM": "xterm-256color", **environment},
    )
    os.close(follower)
    seen = b""
    while chunk := _read(leader):
        seen += chunk
    os.close(leader)
    return process.wait(timeout=60), seen.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    """The next piece; nothing at the end, of which Linux makes an error."""
    try:
        return os.read(leader, 4096)
    except OSError:
        return b""
