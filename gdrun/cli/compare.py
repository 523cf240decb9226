"""``gdrun compare``."""

import json as json_text
import math
from typing import Annotated

import typer

from gdrun.cli.options import (
    DEFAULT_STORE,
    AboutOption,
    Json,
    Metric,
    Shown,
    StoreFile,
    TableFormat,
    about_what,
    metric_names,
    table_exporter,
)
from gdrun.cli.plotting import PlotFile, check_plot_file, write_picture


def compare(
    experiments: Annotated[
        list[str],
        typer.Argument(metavar="A B…", help="Experiments, or variants as ID:NAME or ID:NUMBER."),
    ],
    metric: Metric = None,
    metrics: Shown = None,
    about: AboutOption = None,
    margin: Annotated[
        float | None,
        typer.Option(min=0, metavar="D", help="Differences up to this one do not matter."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also compares what was tested on other data.")
    ] = False,
    store: StoreFile = DEFAULT_STORE,
    plot: PlotFile = None,
    form: TableFormat = None,
    json: Json = False,
) -> None:
    """Tells whether A is better than B; of a sweep, compares all its variants.

    Example: gdrun compare last:1 last:2
    """
    check_plot_file(plot, store)
    exporter = table_exporter(form, json=json)
    from gdrun.evidence.comparability import Candidate
    from gdrun.evidence.pairwise import compare_pairwise
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.comparison import comparison_document
    from gdrun.report.tables.comparison import comparison_tables, print_comparison
    from gdrun.store import Store, stored_variants

    with Store.open(store, readonly=True) as opened:
        found = stored_variants(opened, experiments)
    if len(found) < 2:
        raise typer.BadParameter(
            f"a comparison needs two, and this is one: {found[0].label}", param_hint="A B…"
        )
    candidates = [Candidate(each.outcome, each.variant, each.label) for each in found]
    if margin is not None and not math.isfinite(margin):
        raise typer.BadParameter(f"'{margin}' is no number", param_hint="--margin")
    pairwise = compare_pairwise(
        candidates,
        metric,
        force,
        metric_names(metrics),
        asked=about_what(about),
        margin=margin,
    )
    if json:
        typer.echo(json_text.dumps(comparison_document(pairwise), indent=1))
    elif exporter:
        typer.echo(exporter.tables(comparison_tables(pairwise)), nl=False)
    else:
        print_comparison(pairwise, make_console())
    if plot:
        from gdrun.evidence.pictures.differences import differences_of_pairs
        from gdrun.pictures.registry import kinds

        write_picture(kinds()["differences"], differences_of_pairs(pairwise), plot)
