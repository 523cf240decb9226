"""``gdrun show``."""

from gdrun.cli.options import DEFAULT_STORE, Experiment, Json, Shown, StoreFile, metric_names
from gdrun.cli.showing import print_json


def show(
    experiment: Experiment = "last",
    store: StoreFile = DEFAULT_STORE,
    metrics: Shown = None,
    json: Json = False,
) -> None:
    """Prints an experiment again: table, settings, every seed, versions.

    Example: gdrun show last
    """
    from gdrun.evidence.comparability import check_metric
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import outcome_pieces, sweep_pieces
    from gdrun.report.tables.outcomes import print_outcome, print_sweep
    from gdrun.report.tables.trials import print_trials
    from gdrun.store import Store

    with Store.open(store, readonly=True) as opened:
        known = opened.resolve(experiment)
        outcome = opened.outcome(known)
        command, metric = opened.describe(known)
    swept, shown = command == "sweep", metric_names(metrics)
    for name in shown:
        check_metric(name, [outcome])
    if json:
        print_json(sweep_pieces(outcome, metric) if swept else outcome_pieces(outcome))
        return
    console = make_console()
    if swept:
        print_sweep(outcome, metric, None, console, metrics=shown, again=True)
    else:
        print_outcome(outcome, console, metrics=shown, again=True)
    console.print()
    print_trials(outcome, console, shown)
