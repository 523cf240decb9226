"""Whatever is written, it is a config or a ConfigError."""

import json
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gdrun.config import parse_config
from gdrun.errors import ConfigError

GOOD = """\
name: digits
data:
  source: digits
  split: {train: 0.7, validation: 0.15, test: 0.15}
  normalize: &minmax {name: minmax, low: 0, high: 1}
  normalize_target: {<<: *minmax, high: 2}
model: {hidden: [32], activation: relu, weights: {name: normal, std: 0.1}}
optimizer:
  name: sgd
  momentum: 1e-1
training: {epochs: 50, batch_size: full, stop: {monitor: validation.loss, patience: 3}}
seeds: [0, 1]
sweep: {training.batch_size: [1, 32, full]}
"""
KEYS = sorted(set(GOOD.replace("{", " ").replace(":", " ").split()))
ODD = [
    "",
    " ",
    "\t",
    "\n",
    "\0",
    "~",
    "[",
    "]",
    "{",
    "}",
    "- ",
    ": ",
    "? ",
    "*minmax",
    "&a ",
    "!!x ",
]
ODD += ["!!python/object:os.system ", "<<: ", "'", '"', "|", "---\n", "...", "%", "@", "#", "1e999"]
ODD += ["-1", ".nan", "-.inf", "0x", "0b", "1:2:3", "yes", "9" * 5000, '"\\ud800"', "\u2028", "é"]


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The good text with up to five pieces replaced by others."""
    text = GOOD
    pieces = st.sampled_from(ODD) | st.sampled_from(KEYS) | st.text(max_size=6)
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        text = text[:start] + draw(pieces) + text[start + length :]
    return text


def check(config: object, *overrides: str) -> None:
    try:
        parsed = parse_config(config, Path(), "x", overrides)  # type: ignore[arg-type]
    except ConfigError:
        return
    resolved = parsed.resolved()
    # As text, for a sweep may hold NaN, which equals nothing.
    assert json.dumps(parse_config(resolved, Path(), "x").resolved()) == json.dumps(resolved)


@settings(deadline=None)
@given(mutations())
def test_a_mutated_text_is_a_config_or_a_config_error(text: str) -> None:
    check(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), values), values)
def test_a_mapping_is_a_config_or_a_config_error(config: object, optimizer: object) -> None:
    good = yaml.safe_load(GOOD)
    check(config)
    check({**good, "optimizer": optimizer})


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=20) | st.builds("{}={}".format, st.sampled_from(KEYS), mutations()))
)
def test_an_override_is_a_config_or_a_config_error(overrides: list[str]) -> None:
    check(GOOD, *overrides)
