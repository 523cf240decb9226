"""Digests of rows. SQLite keeps no checksums, and a flipped digit looks as good as the right one.

Weights have none: their SHA-256, which is in the row, tells whether they are as they were.
"""

import hashlib
import sqlite3
from collections.abc import Sequence

_EXPERIMENT = (
    "id, identity, name, command, status, begun, used, trials, metric_names, metric, facts, "
    "notes, (SELECT max(v.place) FROM variants v WHERE v.experiment = number)"
)
"""What an experiment's digest covers."""


class DigestError(ValueError):
    """What is stored is not what was written."""


def digest(values: Sequence[object], content: bytes = b"") -> bytes:
    """Of what a row holds: texts and numbers as they are stored, and a blob."""
    text = "\0".join(map(str, values))
    return hashlib.blake2b(text.encode() + b"\0" + content, digest_size=8).digest()


def variant_digest(experiment: str, place: int, texts: Sequence[str]) -> bytes:
    """Of a variant's name, parameters, config and preparation; ``experiment`` is an id."""
    return digest((experiment, place, *texts))


def result_digest(experiment: str, place: int, seed: int, key: str) -> bytes:
    """Of which trial a variant's seed is."""
    return digest((experiment, place, seed, key))


def seal_experiment(db: sqlite3.Connection, number: int) -> None:
    """Gives an experiment the digest of what is said of it now."""
    db.execute(
        "UPDATE experiments SET digest = ? WHERE number = ?", (_of_experiment(db, number), number)
    )


def check_experiment(db: sqlite3.Connection, number: int) -> None:
    """Sees that an experiment is as it was sealed.

    Raises:
        DigestError: If it is not.
    """
    (said,) = db.execute("SELECT digest FROM experiments WHERE number = ?", (number,)).fetchone()
    check(said, _of_experiment(db, number))


def check(said: object, found: bytes) -> None:
    """Compares the digest that is stored with that of what is there.

    Raises:
        DigestError: If they differ.
    """
    if said != found:
        raise DigestError("what is stored is not what was written")


def _of_experiment(db: sqlite3.Connection, number: int) -> bytes:
    row: Sequence[object] = db.execute(
        f"SELECT {_EXPERIMENT} FROM experiments WHERE number = ?", (number,)
    ).fetchone()
    return digest(row)
