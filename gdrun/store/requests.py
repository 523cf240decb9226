"""How experiments were asked for: as it was said last, with the last claims."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, replace

from gdrun.records import Request
from gdrun.store import shapes
from gdrun.store.digests import check, digest
from gdrun.store.rows import utf8
from gdrun.store.shapes import shaped


def write_request(db: sqlite3.Connection, number: int, known: str, request: Request) -> None:
    """Takes the place of what was said of the experiment with a number and an id before.

    Claims stay until others are made: a training that claims nothing takes none back.
    """
    if not request.claims:
        request = _with_claims_before(db, number, known, request)
    said = utf8(json.dumps(asdict(request)))
    db.execute(
        "INSERT OR REPLACE INTO requests VALUES (?, ?, ?)", (number, said, digest((known, said)))
    )


def _with_claims_before(
    db: sqlite3.Connection, number: int, known: str, request: Request
) -> Request:
    try:
        before = read_request(db, number, known)
    except ValueError:
        # What is damaged is replaced now.
        before = None
    if before is None:
        return request
    return replace(request, claims=before.claims, claims_about=before.claims_about)


def seal_requests(db: sqlite3.Connection, ids: Mapping[int, str]) -> None:
    """Gives each request the digest of what it holds now, by the ids of the experiments."""
    db.executemany(
        "UPDATE requests SET digest = ? WHERE experiment = ?",
        [
            (digest((ids[number], said)), number)
            for number, said in db.execute("SELECT experiment, said FROM requests").fetchall()
        ],
    )


def read_request(db: sqlite3.Connection, number: int, known: str) -> Request | None:
    """What was said last; None if it is not known.

    Raises:
        ValueError: If it is not what was written.
    """
    found = db.execute(
        "SELECT said, digest FROM requests WHERE experiment = ?", (number,)
    ).fetchone()
    if found is None:
        return None
    check(found[1], digest((known, found[0])))
    told = shaped(json.loads(found[0]), shapes.REQUEST)
    return Request(
        told["text"],
        told["description"],
        told["folder"],
        tuple(told["command_line"]),
        tuple(told.get("claims", ())),
        told.get("claims_about", ""),
    )
