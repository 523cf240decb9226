"""Differences that are meant: which commands, which lines, and why."""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One change of what gdrun says or computes that was made on purpose."""

    why: str
    line: str
    """A regular expression that is found in each line that is there once only, after its sign."""
    command: str = ""
    """A regular expression that is found in the command's line; empty for all commands."""
    sign: str = ""
    """``+`` if only the second checkout has such lines; empty for both."""
    but_for: str = ""
    """If this is said, each line has another of the other checkout that is equal but for what this
    regular expression finds, and but for spaces: the rest of a line is compared."""

    def explained(self, command: str, lines: Collection[str]) -> set[str]:
        """Those of a command's lines that differ, which begin with + or -, of which this is why."""
        if not re.search(self.command, command):
            return set()
        found = {
            line for line in lines if line.startswith(self.sign) and re.search(self.line, line[1:])
        }
        if not self.but_for:
            return found
        rests = {(line[0], self._rest(line)) for line in found}
        return {line for line in found if ("+-"[line[0] == "+"], self._rest(line)) in rests}

    def _rest(self, line: str) -> str:
        return " ".join(re.sub(self.but_for, " ", line[1:]).split())


_SPAN = r"(?<!\S)[+-]?\d[\d.,]*(?:e[+-]?\d+)? … [+-]?\d[\d.,]*(?:e[+-]?\d+)?(?![^\s;])"
_TEXT = r"^(?!\S+: )"
_VARIANT = r"^(ranking\.)?variants\[\d+\]\."
_PAIR = r"^(ranking\.variants\[\d+\]\.against_best|comparisons\[\d+\])\."
_HEADING = (
    "variant|validation|train|test|minus|the|best|its|from|other|interval|95%|accuracy|macro_f1|loss"
    "|rmse|mae|r2|n|diverged|baseline|mean|±|std|min|max"
)

REASONS: tuple[Reason, ...] = (
    Reason(
        "intervals are about rows or data, too, and keep within what can be",
        _VARIANT + r"summary\.(\w+\.\w+\.)?ci95(\[[01]\])?: ",
    ),
    Reason(
        "documents say what intervals are about",
        _VARIANT + r"(summary\.(\w+\.\w+\.)?about: |rows(\.\w+)?: |splits: |notes(\[\d+\])?: )",
        sign="+",
    ),
    Reason(
        "documents say what went wrong with a training",
        _VARIANT + r"(trials\[\d+\]\.)?diagnoses(\[\d+\]\.(name|trials|of|layer|epoch))?: ",
        sign="+",
    ),
    Reason(
        "documents say what the best of the seeds would have claimed",
        _VARIANT + r"best_of_seeds(\.(metric|seed|claimed|mean|n))?: ",
        sign="+",
    ),
    Reason(
        "pairs are judged about rows or data, too", _PAIR + r"(ci95(\[[01]\])?|method|verdict): "
    ),
    Reason("and their p with them", _PAIR + r"p_(value|adjusted): "),
    Reason(
        "what would settle a pair may be rows as well as seeds",
        _PAIR + r"(seeds_to_settle|needed\.(seeds|rows|hopeless)): ",
    ),
    Reason(
        "pairs tell what they are about, at which level, and the interval of P(A better)",
        _PAIR
        + r"(about|rows|splits|level|(beside_)?margin|(interval|probability_ci95)(\[[01]\])?): ",
        sign="+",
    ),
    Reason(
        "a sweep tells which variants may be the best",
        r"^ranking\.(primary|about|rows|splits|level|seeds(\[\d+\])?|may_be_best(\[\d+\])?"
        r"|variants\[\d+\]\.(may_be_best|beaten_by|distance_from_best_other(\[[01]\])?)): ",
        sign="+",
    ),
    Reason("and no more by Holm's correction", r"^ranking\.correction: "),
    Reason("comparisons tell what they are about", r"^(about|rows|splits): ", "compare", "+"),
    Reason(
        "there are other warnings, as of rows that carry much of the variance",
        r"^(ranking\.)?warnings(: \[\]|\[\d+\]: \"(One row, number |"
        r"Intervals are about seeds alone: |The split follows the seed, |"
        r"The sign test takes splits))",
    ),
    Reason(
        "the same is added up in another order",
        r"(effect_size|divergence(\.[ab])?\.ci95\[[01]\]): ",
        but_for=r"(?<=\.\d{12})\d+$|0{9,}\d*$",
    ),
    Reason(
        "intervals are others, and rows of tables have marks of diagnoses",
        _TEXT,
        but_for=rf"{_SPAN}|≈|(?<=  )[A-Z]{{1,4}}(?=  )",
    ),
    Reason("with them the widths of columns", r"^(?:[─ ]+|-+)$"),
    Reason("and their headings", rf"^ *(?:{_HEADING})(?: +(?:{_HEADING}))* *$"),
    Reason("cells of matrices have other verdicts", _TEXT, but_for=r"(?<=\d) [-+?](?=\s|$)"),
    Reason(
        "it is said what intervals and verdicts are about",
        r"^95% intervals are about |^About (seeds|data)|^Which may be the best is about "
        r"|^(Row minus column|Differences from the best), (about|paired) "
        r"|^Intervals are about seeds alone: |^From the best other: "
        r"|^Undecided( on .*)?: (these seeds do|this does) not tell |^shared seeds\. [+] better",
    ),
    Reason(
        "another order of variants has another reason",
        r"^Ranked on |^≈ (may be the best, too|cannot be told)|not the best\.$|worse than the best"
        r"|^Every other variant|^Where no seed ended well",
    ),
    Reason(
        "what would settle a pair is said with what it takes in rows",
        r"^((About|More than) )?[\d,]+ seeds (should|would) tell |^No number of seeds tells "
        r"|^If the difference is as seen, ",
    ),
    Reason(
        "how a pair was judged is said in another way",
        r"^Paired over |^P\(A better\) |^Not paired: ",
        "compare",
    ),
    Reason("the interval of a pair's difference is another", r"^A − B is ", but_for=_SPAN),
    Reason(
        "it is said which metric is the primary one",
        r"^A is ",
        but_for=r"(, the primary metric)?\.$",
    ),
    Reason(
        "stacked tables have places for marks",
        r"^(   | *\d+  )(batch_size|learning_rate)=",
        "^COLUMNS=64 ",
    ),
    Reason(
        "what is broken for a narrow window",
        r"^(learning rate|at [\d.]+|held-out rows .*)$",
        "^COLUMNS=40 |^COLUMNS=64 ",
    ),
    Reason("later looks are told", r"^There were trials before: ", sign="+"),
    Reason(
        "and judged with some of the seeds alone",
        r"^\d  epochs=\d ",
        "--until 1% --max-seeds 16$",
        but_for=rf"{_SPAN}|≈|(?<=  )-[\d.]+(?=  )",
    ),
    Reason(
        "the best of the seeds",
        r"^(The|Of the first, the) best of [\d,]+ seeds, seed [\d,]+, would ",
        sign="+",
    ),
    Reason(
        "diagnoses",
        r"^((All \d+|[\d,]+ of [\d,]+) seeds( \([^:]+\))?: )?([Nn]o better than always|"
        r"[Tt]he (loss was still falling|training loss jumped|validation loss was rising)|"
        r"([Aa]ll|[Mm]ost) units of a hidden layer|[Hh]ardly any gradient)",
        sign="+",
    ),
    Reason("marks of them in tables are explained", r"^[A-Z]{1,2}: ", "sweep|show", "+"),
    Reason(
        "of batches of one, rounding has nothing to draw",
        r"randomness\.vary: rounding changes nothing, as batches of one example have no sum",
        sign="+",
    ),
    Reason("which makes the first note", r"^notes: \[\]$", sign="-"),
    Reason("a row carries much of the variance", r"^One row, number [\d,]+, carries ", sign="+"),
    Reason(
        "there are new commands and options",
        "",
        r"gdrun( \w+)?( --help| -h)?$|^gdrun schema$",
    ),
    Reason(
        "and new names to mean", r"^Error: No such (option: --sets|command 'trian')", "--sets|trian"
    ),
    Reason("rows are a format", "^--format xml: ", but_for="rows, "),
    Reason("configs may list claims", "known here: name, parts, .*, sweep", but_for=", claims"),
    Reason(
        "the config with every key has the new ones",
        r"randomness:|^  vary: |^  seeds_per_split: |^  offsets: |^claims:|^  - |^$",
        "every_key.yaml$",
    ),
)
"""A difference is meant if each of its lines has a reason. One that explains nothing is told."""
