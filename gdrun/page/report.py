"""The report of some stored experiments."""

from collections.abc import Sequence

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import compare_pairwise
from gdrun.page.blocks import Block, Chapter, Lines, Page, Section, without_empty
from gdrun.page.claims import claim_blocks
from gdrun.page.pictures import Drawing
from gdrun.page.printed import Printed
from gdrun.page.sections import description_of, experiment_sections
from gdrun.report.tables.comparison import print_comparison
from gdrun.store import Store, stored_outcome, stored_variants
from gdrun.version import VERSION


def report_page(store: Store, words: Sequence[str]) -> Page:
    """A chapter for each experiment or variant; before them, of several, how they compare.

    Raises:
        StoreError: If a word stands for nothing.
    """
    # What is `last` today is another experiment tomorrow.
    words = [_lasting(store, word) for word in words]
    drawing = Drawing(store)
    single = len(words) == 1
    chapters = [] if single else [_comparison(store, words, drawing)]
    for number, word in enumerate(words, start=1):
        chapters.append(_experiment(store, word, drawing, "" if single else f"e{number}-"))
    title = chapters[0].title if single else _names(store, words)
    return Page(title, tuple(chapters), f"gdrun {VERSION}")


def _names(store: Store, words: Sequence[str]) -> str:
    names = dict.fromkeys(each.outcome.experiment for each in stored_variants(store, words))
    return ", ".join(names)


def _lasting(store: Store, word: str) -> str:
    """What a word stands for by its id, and the number of a variant."""
    outcome = stored_outcome(store, word)
    known, (first, *others) = outcome.id or "", outcome.variants
    names = store.names(known)
    return known if others or len(names) == 1 else f"{known}:{names.index(first.name) + 1}"


def _experiment(store: Store, word: str, drawing: Drawing, prefix: str) -> Chapter:
    outcome = stored_outcome(store, word)
    known = outcome.id or ""
    command, metric = store.describe(known)
    whole = len(outcome.variants) == len(store.names(known))
    if not whole:
        command = "train"
    title = outcome.experiment
    if command == "train" and outcome.variants[0].name != title:
        title += f": {outcome.variants[0].name}"
    if prefix:
        title += f" ({word})"
    claims = tuple(claim_blocks(outcome)) if whole else ()
    pictures = drawing.blocks([word]) if outcome.records and command != "variance" else ()
    return Chapter(
        f"{prefix}top",
        title,
        description_of(outcome),
        experiment_sections(outcome, command, metric, prefix, claims=claims, pictures=pictures),
    )


def _comparison(store: Store, words: Sequence[str], drawing: Drawing) -> Chapter:
    found = stored_variants(store, words)
    printed: tuple[Block, ...]
    pictures: tuple[Block, ...] = ()
    try:
        candidates = [Candidate(each.outcome, each.variant, each.label) for each in found]
        pairwise = compare_pairwise(candidates, None, force=False)
    except StoreError as error:
        printed = (Lines((f"Not compared: {error}",)),)
    else:
        console = Printed()
        print_comparison(pairwise, console)
        printed = console.blocks(frozenset())
        pictures = drawing.blocks(words, of_first=False)
    sections = [
        Section("compared", "Compared", printed),
        Section("compared-pictures", "Pictures", pictures),
    ]
    return Chapter("top", "Comparison", "", without_empty(sections))
