"""Claims: sentences that an experiment supports, refutes, or leaves open.

Names of variants are not known here: a claim is read, and its names are looked up where the
experiment is known.
"""

import math
import re

from gdrun.records import PORTIONS, Claim, Difference, Level, Meaning, Relation, ShareOfSeeds
from gdrun.wording import did_you_mean

GRAMMAR = """a claim is one of
  adam > sgd                          the mean of one variant is above another's
  adam > sgd by 0.005 on test.accuracy
  adam = sgd within 0.005             they differ by less
  test.accuracy > 0.95 of adam        a mean is above a number; without sweep leave out `of`
  share(test.accuracy > 0.95) > 0.9   the share of seeds
  share(diverged) < 0.1
with < for below; a variant is named by its name, its number, or its values, in quotes where it
could be taken for something else"""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_METRIC = r"[A-Za-z_][\w.]*"
_OF = r"(?:\s+of\s+(?P<variant>.+))?"
_SHARE = re.compile(
    rf"share\(\s*(?:(?P<diverged>diverged)|(?P<metric>{_METRIC})\s*(?P<inner>[<>])\s*"
    rf"(?P<threshold>{_NUMBER}))\s*\)\s*(?P<relation>[<>])\s*(?P<value>{_NUMBER}){_OF}"
)
_LEVEL = re.compile(rf"(?P<metric>{_METRIC})\s*(?P<relation>[<>])\s*(?P<value>{_NUMBER}){_OF}")
_MARGIN = rf"(?:\s+(?P<word>by|within)\s+(?P<margin>{_NUMBER}))?(?:\s+on\s+(?P<metric>{_METRIC}))?"
_DIFFERENCE = re.compile(rf"(?P<a>.+?)\s+(?P<relation>[<>=])\s+(?P<b>.+?){_MARGIN}")
_WITHOUT_SPACES = re.compile(
    rf"(?P<a>[^<>]*[^<>=\s])\s*(?P<relation>[<>])\s*(?P<b>[^<>=\s][^<>]*?){_MARGIN}"
)
"""Only of what has one sign, which = in a name is none of."""


def read_claim(text: str) -> Claim:
    """The claim that a text says.

    Raises:
        ValueError: With what is wrong, if it says none.
    """
    return Claim(text, _meaning(text.strip()))


def _meaning(text: str) -> Meaning:
    if found := _SHARE.fullmatch(text):
        value = _number(found["value"])
        if not 0 <= value <= 1:
            raise ValueError(f"a share is from 0 to 1, not {found['value']}")
        if (found["relation"], value) in ((">", 1), ("<", 0)):
            raise ValueError(f"no share is {'above 1' if value else 'below 0'}")
        of = None
        if found["metric"]:
            threshold = _number(found["threshold"])
            of = Level(_metric(found["metric"]), _relation(found["inner"]), threshold, None)
        return ShareOfSeeds(of, _relation(found["relation"]), value, found["variant"])
    if found := _LEVEL.fullmatch(text):
        value = _number(found["value"])
        return Level(
            _metric(found["metric"]), _relation(found["relation"]), value, found["variant"]
        )
    found = _DIFFERENCE.fullmatch(text) or _WITHOUT_SPACES.fullmatch(text)
    if found is None or text.startswith("share("):
        hint = ": put spaces around =" if "=" in text and not {"<", ">"} & set(text) else ""
        raise ValueError(f"this is no claim{hint}")
    relation, word, margin = _relation(found["relation"]), found["word"], found["margin"]
    if relation == "=" and not (word == "within" and _number(margin)):
        raise ValueError("nobody can show that two are equal: say within what, as within 0.005")
    if relation != "=" and word == "within":
        raise ValueError(f"`within` goes with =: write by {margin}")
    if _number(margin or "0") < 0:
        raise ValueError(f"a margin is not below 0: {margin}")
    on = found["metric"] and _metric(found["metric"])
    return Difference(found["a"], found["b"], relation, _number(margin or "0"), on)


def _number(text: str) -> float:
    if not math.isfinite(float(text)):
        raise ValueError(f"{text} is beyond what a number can be")
    return float(text)


def _metric(name: str) -> str:
    """As it is, if its portion is one."""
    portion, dot, _ = name.rpartition(".")
    if dot and portion not in PORTIONS:
        raise ValueError(
            f"`{portion}` is no part of the data, which has {', '.join(PORTIONS)}"
            + (f": {hint}" if (hint := did_you_mean(portion, PORTIONS)) else "")
        )
    return name


def _relation(sign: str) -> Relation:
    return ">" if sign == ">" else "<" if sign == "<" else "="
