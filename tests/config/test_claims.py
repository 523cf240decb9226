"""What claims say, and what is no claim."""

from pathlib import Path

import pytest

from gdrun.config import Config, parse_config
from gdrun.config.claims import GRAMMAR, read_claim
from gdrun.errors import ConfigError
from gdrun.records import Difference, Level, Meaning, ShareOfSeeds

GOOD: dict[str, Meaning] = {
    "adam > sgd": Difference("adam", "sgd", ">", 0, None),
    "adam < sgd by 0.005": Difference("adam", "sgd", "<", 0.005, None),
    "adam > sgd by 5e-3 on test.accuracy": Difference("adam", "sgd", ">", 0.005, "test.accuracy"),
    "adam > sgd on loss": Difference("adam", "sgd", ">", 0, "loss"),
    "adam = sgd within .005": Difference("adam", "sgd", "=", 0.005, None),
    "adam>sgd": Difference("adam", "sgd", ">", 0, None),
    "adam <sgd by 0.1 on loss": Difference("adam", "sgd", "<", 0.1, "loss"),
    "lr=0.1, batch_size=8>lr=1": Difference("lr=0.1, batch_size=8", "lr=1", ">", 0, None),
    "x>y.csv > z.csv": Difference("x>y.csv", "z.csv", ">", 0, None),
    "1>2": Difference("1", "2", ">", 0, None),
    "1 > 2": Difference("1", "2", ">", 0, None),
    "full > '32'": Difference("full", "'32'", ">", 0, None),
    "lr=0.1, batch_size=8 > lr=1, batch_size=8": Difference(
        "lr=0.1, batch_size=8", "lr=1, batch_size=8", ">", 0, None
    ),
    "step(every=30, factor=0.1) < none": Difference(
        "step(every=30, factor=0.1)", "none", "<", 0, None
    ),
    "accuracy > 0.95": Level("accuracy", ">", 0.95, None),
    "test.accuracy>0.95": Level("test.accuracy", ">", 0.95, None),
    "  train.loss < -1e2 of adam, 0.1 ": Level("train.loss", "<", -100, "adam, 0.1"),
    "share(test.accuracy > 0.95) > 0.9": ShareOfSeeds(
        Level("test.accuracy", ">", 0.95, None), ">", 0.9, None
    ),
    "share( loss < 2 ) < 1 of 3": ShareOfSeeds(Level("loss", "<", 2, None), "<", 1, "3"),
    "share(diverged) < 0.1": ShareOfSeeds(None, "<", 0.1, None),
}

# What is wrong, in words of the message.
BAD = {
    "": "no claim",
    "adam": "no claim",
    "adam >= sgd": "no claim",
    "adam>=sgd": "no claim",
    "adam => sgd": "no claim",
    "adam<>sgd": "no claim",
    "adam=sgd within 0.1": "put spaces around =",
    "accuracy >= 0.9": "no claim",
    "share(accuracy) > 0.9": "no claim",
    "share(accuracy > 0.9) = 0.5": "no claim",
    "share(diverged) < 10%": "no claim",
    "share(diverged) < 1.5": "from 0 to 1",
    "share(accuracy > 0.9) > -0.1": "from 0 to 1",
    "adam > sgd by -0.1": "not below 0",
    "adam = sgd within -0.1": "not below 0",
    "adam > sgd by 1e999": "beyond",
    "accuracy > 1e999": "beyond",
    "adam = sgd": "within what",
    "adam = sgd within 0": "within what",
    "adam = sgd by 0.1": "within what",
    "adam > sgd within 0.1": "write by 0.1",
    "tset.accuracy > 0.9": "did you mean `test`",
    "adam > sgd on nowhere.loss": "`nowhere` is no part",
    "share(valid.loss < 1) > 0.5": "`valid` is no part",
}


@pytest.mark.parametrize("text", GOOD)
def test_a_claim_says_what_it_means(text: str) -> None:
    claim = read_claim(text)
    assert claim.meaning == GOOD[text]
    assert claim.text == text


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_claim_is_told_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match=BAD[text]):
        read_claim(text)


def test_every_line_of_the_grammar_is_a_claim() -> None:
    lines = [line.split("   ")[0].strip() for line in GRAMMAR.splitlines() if line[:2] == "  "]
    assert len(lines) == 6
    for line in lines:
        read_claim(line)


def listing(*claims: str) -> Config:
    said = {"claims": list(claims)} if claims else {}
    return parse_config({"data": {"source": "iris"}, **said}, Path(), "x")


def test_a_config_lists_claims_and_leaves_them_out_if_there_are_none() -> None:
    said = "accuracy > 0.9"
    assert listing(said).claims == (said,)
    assert listing(said).resolved()["claims"] == [said]
    assert "claims" not in listing().resolved()


def test_a_config_refuses_what_is_no_claim_at_its_place_with_the_grammar() -> None:
    with pytest.raises(ConfigError) as caught:
        listing("accuracy > 0.9", "adam > sgd by -1", "hello")
    first, second = caught.value.problems
    assert "claims" in first.where
    assert "not below 0" in first.message
    assert "no claim" in second.message
    assert GRAMMAR in second.hint
