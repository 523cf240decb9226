"""What a store's tables hold."""

APPLICATION_ID = 0x67647231
"""Marks an SQLite file as gdrun's: ``gdr1``."""

VERSION = 8
"""The schema's. A store with a larger one is from a newer gdrun; older ones are read as they are,
and brought up to date by ``gdrun.store.migrations`` when something is written to them."""

WITH_SETTINGS = 3
"""The first version whose trials have a setting."""

WITH_DIGESTS = 5
"""The first version whose rows have a digest."""

WITH_OUTPUTS = 6
"""The first version that keeps what was prepared for trials, and their outputs."""

WITH_DIAGNOSES = 7
"""The first version that keeps what was seen of trials as they ended."""

WITH_REQUESTS = 8
"""The first version that keeps how experiments were asked for."""

OUTPUTS = """
CREATE TABLE documents (                 -- plain data that many trials have in common
    number  INTEGER PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,        -- of the JSON
    content BLOB NOT NULL                -- JSON, compressed by zlib
);
CREATE TABLE outputs (
    trial       INTEGER PRIMARY KEY REFERENCES trials ON DELETE CASCADE,
    preparation INTEGER NOT NULL,        -- the document that tells how its data was made
    rows        INTEGER NOT NULL,        -- the one of the rows that it was not trained on
    layout      INTEGER,                 -- the one of what follows, or NULL if none were kept
    content     BLOB,                    -- the outputs for these rows, little-endian
    digest      BLOB NOT NULL            -- of all of the row, with the hashes of the documents
);
CREATE INDEX outputs_of_documents ON outputs (preparation, rows, layout)
"""
"""The tables of what there is beside trials; those of older versions have nothing there."""

REQUESTS = """
CREATE TABLE requests (
    experiment INTEGER PRIMARY KEY REFERENCES experiments ON DELETE CASCADE,
    said       TEXT NOT NULL,            -- JSON, see gdrun.records.Request
    digest     BLOB NOT NULL
)
"""
"""The table of how experiments were asked for; older versions have none."""

SCHEMA = f"""
CREATE TABLE experiments (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,  -- what a person types
    identity     TEXT NOT NULL UNIQUE,  -- the same command again continues the same experiment
    name         TEXT NOT NULL,
    command      TEXT NOT NULL,         -- train, sweep or variance
    status       TEXT NOT NULL,         -- running, done or interrupted
    begun        TEXT NOT NULL,         -- UTC, ISO 8601
    used         INTEGER NOT NULL,      -- grows with each use, so that the largest is the last
    trials       INTEGER NOT NULL,      -- how many are planned
    metric_names TEXT NOT NULL,         -- JSON, like all that follows
    metric       TEXT NOT NULL,         -- what variants are ranked by
    facts        TEXT NOT NULL,
    notes        TEXT NOT NULL,
    digest       BLOB                   -- of all of the row, like those that follow
);
CREATE TABLE variants (
    experiment  INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    parameters  TEXT NOT NULL,
    config      TEXT NOT NULL,
    preparation TEXT NOT NULL,
    digest      BLOB,
    PRIMARY KEY (experiment, place)
) WITHOUT ROWID;
CREATE TABLE trials (
    number         INTEGER PRIMARY KEY,
    key            TEXT NOT NULL UNIQUE, -- what it is found by: setting and fingerprint
    status         TEXT NOT NULL,
    epochs         INTEGER NOT NULL,
    steps          INTEGER NOT NULL,
    seconds        REAL NOT NULL,
    weights_sha256 TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    message        TEXT NOT NULL,
    metrics        TEXT NOT NULL,        -- JSON, in which NaN and Infinity may stand
    columns        TEXT NOT NULL,
    history        BLOB NOT NULL,        -- little-endian float64
    packed         INTEGER NOT NULL,     -- whether the history is compressed by zlib
    weights        BLOB,                 -- little-endian, of the dtype's width, or NULL if not kept
    dtype          TEXT NOT NULL,
    setting        TEXT,                 -- the key without the fingerprint, or NULL if that cannot
                                         -- be known again, as of parts from outside gdrun
    digest         BLOB,                 -- of all but the weights
    diagnoses      TEXT                  -- JSON, or NULL if nobody looked
);
CREATE TABLE results (                   -- trials belong to all experiments that asked for them
    experiment INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
    place      INTEGER NOT NULL,
    seed       INTEGER NOT NULL,
    trial      INTEGER NOT NULL REFERENCES trials,
    digest     BLOB,                    -- of the trial's key, and what it belongs to
    PRIMARY KEY (experiment, place, seed)
) WITHOUT ROWID;
CREATE INDEX results_of_trials ON results (trial);
CREATE INDEX trials_of_settings ON trials (setting);
{OUTPUTS};
{REQUESTS}
"""
