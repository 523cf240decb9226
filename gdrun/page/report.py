"""The report of some stored experiments."""

from collections.abc import Sequence
from pathlib import Path

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import compare_pairwise
from gdrun.page.blocks import Block, Chapter, Lines, Page, Section, without_empty
from gdrun.page.claims import claim_blocks
from gdrun.page.pictures import Wanted, draw_pictures
from gdrun.page.printed import Printed
from gdrun.page.sections import description_of, experiment_sections
from gdrun.report.tables.comparison import print_comparison
from gdrun.store import Store, stored_outcome, stored_variants
from gdrun.version import VERSION


def report_page(store: Store, words: Sequence[str], parts: Sequence[Path] = ()) -> Page:
    """A chapter for each experiment or variant; before them, of several, how they compare.

    Args:
        store: Where they are.
        words: What they are named by.
        parts: Files of a user's own parts, whose code may be run to draw pictures.

    Raises:
        StoreError: If a word stands for nothing.
    """
    # What is `last` today is another experiment tomorrow.
    words = [_lasting(store, word) for word in words]
    made_by = f"gdrun {VERSION}"
    wanted = [Wanted((word,)) for word in words]
    if len(words) == 1:
        (pictures,) = draw_pictures(store, wanted, parts)
        chapter = _experiment(store, words[0], pictures, "")
        return Page(chapter.title, (chapter,), made_by)
    compared, comparable = _compared(store, words)
    if comparable:
        wanted.insert(0, Wanted(tuple(words), of_first=False))
    drawn = draw_pictures(store, wanted, parts)
    chapters = [_comparison(compared, drawn.pop(0) if comparable else ())]
    for number, (word, pictures) in enumerate(zip(words, drawn, strict=True), start=1):
        chapters.append(_experiment(store, word, pictures, f"e{number}-"))
    return Page(_names(store, words), tuple(chapters), made_by)


def _names(store: Store, words: Sequence[str]) -> str:
    names = dict.fromkeys(each.outcome.experiment for each in stored_variants(store, words))
    return ", ".join(names)


def _lasting(store: Store, word: str) -> str:
    """What a word stands for by its id, and the number of a variant."""
    outcome = stored_outcome(store, word)
    known, (first, *others) = outcome.id or "", outcome.variants
    names = store.names(known)
    return known if others or len(names) == 1 else f"{known}:{names.index(first.name) + 1}"


def _experiment(store: Store, word: str, pictures: Sequence[Block], prefix: str) -> Chapter:
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
    return Chapter(
        f"{prefix}top",
        title,
        description_of(outcome),
        experiment_sections(outcome, command, metric, prefix, claims=claims, pictures=pictures),
    )


def _compared(store: Store, words: Sequence[str]) -> tuple[tuple[Block, ...], bool]:
    """How they compare as the terminal tells it, or why not; and whether they can be compared."""
    candidates = [
        Candidate(each.outcome, each.variant, each.label) for each in stored_variants(store, words)
    ]
    try:
        pairwise = compare_pairwise(candidates, None, force=False)
    except StoreError as error:
        return (Lines((f"Not compared: {error}",)),), False
    console = Printed()
    print_comparison(pairwise, console)
    return console.blocks(frozenset()), True


def _comparison(compared: Sequence[Block], pictures: Sequence[Block]) -> Chapter:
    sections = [
        Section("compared", "Compared", tuple(compared)),
        Section("compared-pictures", "Pictures", tuple(pictures)),
    ]
    return Chapter("top", "Comparison", "", without_empty(sections))
