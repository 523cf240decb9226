"""Bringing a store of an older version up to date.

``gdrun/guide/store.md`` says how to add a step.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

from gdrun.store.digests import result_digest, seal_experiment, variant_digest
from gdrun.store.keys import trial_setting, variant_setting
from gdrun.store.requests import seal_requests
from gdrun.store.rows import DIGESTED, trial_digest
from gdrun.store.shapes import with_tensors
from gdrun.store.tables import OUTPUTS, REQUESTS, VERSION


def migrate(db: sqlite3.Connection) -> None:
    """Leads the store, inside a transaction that writes, to the present version."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for step in range(version, VERSION):
        _STEPS[step](db)
    if version < VERSION:
        db.execute(f"PRAGMA user_version = {VERSION}")


def _drop_sums(db: sqlite3.Connection) -> None:
    """Work added up over all runs, also that of trials which were replaced later."""
    db.execute("ALTER TABLE experiments DROP COLUMN seconds")
    db.execute("ALTER TABLE experiments DROP COLUMN steps")


def _add_settings(db: sqlite3.Connection) -> None:
    """Settings can be told from the variants' configs, as a key is a hash that tells nothing.

    Weights from a file are the exception: of these nobody wrote down the content.
    """
    db.execute("ALTER TABLE trials ADD COLUMN setting TEXT")
    db.execute("CREATE INDEX trials_of_settings ON trials (setting)")
    variants = db.execute("SELECT experiment, place, config, preparation FROM variants").fetchall()
    for experiment, place, *texts in variants:
        setting = _setting_in_2(*texts)
        if setting is None:
            continue
        results = db.execute(
            "SELECT seed, trial FROM results WHERE experiment = ? AND place = ?",
            (experiment, place),
        ).fetchall()
        db.executemany(
            # The keys of what a part from outside gdrun computed were no hashes, but shorter.
            "UPDATE trials SET setting = ? WHERE number = ? AND length(key) = 64",
            [(trial_setting(setting, seed), trial) for seed, trial in results],
        )


def _setting_in_2(config_text: str, preparation_text: str) -> str | None:
    """The setting of a variant, if it can be told; what is damaged stays as it is."""
    try:
        config, preparation = json.loads(config_text), json.loads(preparation_text)
        model = config["model"]
        if "path" in model["weights"] or "path" in model["biases"]:
            return None
        return variant_setting(config, preparation["data"])
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def _tell_tensors(db: sqlite3.Connection) -> None:
    """Layers' widths were told, and all of a network was dense; what is damaged stays as it is."""
    variants = db.execute("SELECT experiment, place, preparation FROM variants").fetchall()
    for experiment, place, text in variants:
        with suppress(ValueError, TypeError):
            told = json.dumps(with_tensors(json.loads(text)))
            db.execute(
                "UPDATE variants SET preparation = ? WHERE experiment = ? AND place = ?",
                (told, experiment, place),
            )


def _add_digests(db: sqlite3.Connection) -> None:
    """What is there is taken for what was written, as nobody can tell any more."""
    for table in ("experiments", "variants", "trials", "results"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN digest BLOB")
    seal_all(db)


def _add_outputs(db: sqlite3.Connection) -> None:
    """Of trials that were stored before there is nothing."""
    for statement in OUTPUTS.split(";"):
        if statement.strip():
            db.execute(statement)


def _add_diagnoses(db: sqlite3.Connection) -> None:
    """Nobody looked at trials that were stored before; so their digests stay what they are."""
    db.execute("ALTER TABLE trials ADD COLUMN diagnoses TEXT")


def _add_requests(db: sqlite3.Connection) -> None:
    """Nobody knows how experiments were asked for that were stored before."""
    db.execute(REQUESTS)


def seal_all(db: sqlite3.Connection) -> None:
    """Gives each row the digest of what it holds now."""
    ids = dict(db.execute("SELECT number, id FROM experiments").fetchall())
    for number in ids:
        seal_experiment(db, number)
    variants = "SELECT experiment, place, name, parameters, config, preparation FROM variants"
    db.executemany(
        "UPDATE variants SET digest = ? WHERE experiment = ? AND place = ?",
        [
            (variant_digest(ids[experiment], place, texts), experiment, place)
            for experiment, place, *texts in db.execute(variants)
        ],
    )
    known = {name for _, name, *_ in db.execute("PRAGMA table_info(trials)")}
    seen = "diagnoses" if "diagnoses" in known else "NULL"
    trials = f"SELECT number, {', '.join(DIGESTED)}, {seen} FROM trials"
    db.executemany(
        "UPDATE trials SET digest = ? WHERE number = ?",
        [
            (trial_digest(*values, diagnoses=found), number)
            for number, *values, found in db.execute(trials)
        ],
    )
    results = (
        "SELECT r.experiment, r.place, r.seed, t.key FROM results r "
        "JOIN trials t ON t.number = r.trial"
    )
    db.executemany(
        "UPDATE results SET digest = ? WHERE experiment = ? AND place = ? AND seed = ?",
        [
            (result_digest(ids[experiment], place, seed, key), experiment, place, seed)
            for experiment, place, seed, key in db.execute(results)
        ],
    )
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'requests'").fetchone():
        seal_requests(db, ids)


_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    1: _drop_sums,
    2: _add_settings,
    3: _tell_tensors,
    4: _add_digests,
    5: _add_outputs,
    6: _add_diagnoses,
    7: _add_requests,
}
"""Version → what leads from it to the next."""
